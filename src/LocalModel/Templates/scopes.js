// Scopes and loops as Jinja has them in Python.
import { Environment } from "jinja";
import { FunctionValue, IntegerValue, NamespaceValue, bool, iterate } from "values";

/** `break` or `continue` on its way to the loop, with the text that the body had written before it. */
export class LoopExit {
    constructor(type) {
        this.type = type;
        this.text = "";
    }
}

/** Binds the names of a `for` to an item. */
export function assign(target, value, scope) {
    if (target.type !== "TupleLiteral") {
        scope.setVariable(target.value, value);
        return;
    }

    const parts = iterate(value);
    if (parts.length !== target.value.length) {
        throw new Error(`expected ${target.value.length} values to unpack, got ${parts.length}`);
    }

    target.value.forEach((name, i) => assign(name, parts[i], scope));
}

// The package's constructor makes the globals again for every scope; a scope inside another needs none.
export function childOf(parent) {
    return Object.assign(Object.create(Environment.prototype), { parent, variables: new Map(), tests: parent.tests });
}

const loopFields = {
    cycle: (all, i) => new FunctionValue((args) => args[i % args.length]),
    depth: () => new IntegerValue(1),
    depth0: () => new IntegerValue(0),
    first: (all, i) => bool(i === 0),
    index: (all, i) => new IntegerValue(i + 1),
    index0: (all, i) => new IntegerValue(i),
    last: (all, i) => bool(i === all.length - 1),
    length: (all) => new IntegerValue(all.length),
    nextitem: (all, i) => all[i + 1],
    previtem: (all, i) => all[i - 1],
    revindex: (all, i) => new IntegerValue(all.length - i),
    revindex0: (all, i) => new IntegerValue(all.length - i - 1),
};

/** The `loop` variable; its fields are made when they are asked for. */
export class Loop extends NamespaceValue {
    constructor(all, i) {
        super({ get: (name) => (Object.hasOwn(loopFields, name) ? loopFields[name](all, i) : undefined) });
    }
}
