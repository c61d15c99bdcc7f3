// The package's interpreter with Python's meaning of names, operators, loops and macros.
import { Interpreter } from "jinja";
import {
    ArrayValue, BooleanValue, FunctionValue, IntegerValue, NamespaceValue, NullValue, ObjectValue, SafeString, UndefinedValue,
    bool, characters, equal, isNumber, isText, isUndefined, iterate, keyOf, str, string, typeName,
} from "values";
import { dictMethod, textMethod } from "methods";
import { contains, filters, tests } from "filters";
import { Loop, LoopExit, assign, childOf } from "scopes";

const longestText = 10_000_000;
const silent = new Set(["Set", "Macro", "Comment"]);

// Kinds of nodes that this class answers, or that are so frequent that the package's long switch costs.
const methods = {
    BinaryExpression: "evaluateBinaryExpression",
    Break: "evaluateLoopExit",
    CallExpression: "evaluateCallExpression",
    Continue: "evaluateLoopExit",
    FilterExpression: "evaluateFilterExpression",
    For: "evaluateFor",
    Identifier: "evaluateIdentifier",
    If: "evaluateIf",
    MemberExpression: "evaluateMemberExpression",
    ObjectLiteral: "evaluateObject",
    Set: "evaluateSet",
    TestExpression: "evaluateTestExpression",
    Value: "evaluateValue",
};
const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };

export class PythonInterpreter extends Interpreter {
    constructor(environment, macroDepth) {
        super(environment);
        this.macroDepth = macroDepth;
        this.depth = 0;
    }

    evaluate(node, environment) {
        const method = methods[node?.type];
        return method === undefined ? super.evaluate(node, environment) : this[method](node, environment);
    }

    evaluateValue(node) {
        return node.value;
    }

    evaluateLoopExit(node) {
        throw new LoopExit(node.type);
    }

    evaluateObject(node, environment) {
        const entry = ([key, value]) => [keyOf(this.evaluate(key, environment)), this.evaluate(value, environment)];
        return new ObjectValue(new Map([...node.value].map(entry)));
    }

    evaluateBlock(statements, environment) {
        let text = "";
        try {
            for (const statement of statements) {
                const value = this.evaluate(statement, environment);
                if (!silent.has(statement.type)) {
                    text += str(value);
                }
            }
        } catch (exit) {
            if (exit instanceof LoopExit) {
                exit.text = text + exit.text;
            }

            throw exit;
        }

        return string(text);
    }

    evaluateIdentifier(node, environment) {
        for (let scope = environment; scope; scope = scope.parent) {
            if (scope.variables.has(node.value)) {
                return scope.variables.get(node.value);
            }
        }

        return new UndefinedValue();
    }

    evaluateMemberExpression(node, environment) {
        const object = this.evaluate(node.object, environment);
        if (isUndefined(object)) {
            throw new Error(`'${nameOf(node.object)}' is undefined, so it has no '${nameOf(node.property)}'`);
        }

        if (node.computed && node.property.type === "SliceExpression") {
            return this.evaluateSliceExpression(object, node.property, environment);
        }

        const key = node.computed ? this.evaluate(node.property, environment)
            : node.property.type === "IntegerLiteral" ? new IntegerValue(node.property.value)
            : string(node.property.value);
        const [first, second] = node.computed ? [element, attribute] : [attribute, element];
        return first(object, key) ?? second(object, key) ?? new UndefinedValue();
    }

    evaluateBinaryExpression(node, environment) {
        const operator = node.operator.value;
        if (operator === "and" || operator === "or") {
            return super.evaluateBinaryExpression(node, environment);
        }

        const left = this.evaluate(node.left, environment);
        const right = this.evaluate(node.right, environment);
        switch (operator) {
            case "==": return bool(equal(left, right));
            case "!=": return bool(!equal(left, right));
            case "in": return bool(contains(right, left));
            case "not in": return bool(!contains(right, left));
            case "~": return string(str(left) + str(right));
        }

        const value = isNumber(left) && isNumber(right) ? undefined : combine(operator, left, right);
        const plain = (side) => (side instanceof BooleanValue ? new IntegerValue(Number(side.value)) : side);
        const operand = (side) => ({ type: "Value", value: plain(side) });
        const evaluated = { operator: node.operator, left: operand(left), right: operand(right) };
        return value ?? super.evaluateBinaryExpression(evaluated, environment);
    }

    evaluateSliceExpression(object, node, environment) {
        if (!isText(object)) {
            return super.evaluateSliceExpression(object, node, environment);
        }

        const part = super.evaluateSliceExpression(new ArrayValue(characters(object.value)), node, environment);
        return string(part.value.join(""));
    }

    evaluateFor(node, environment) {
        const select = node.iterable.type === "SelectExpression" ? node.iterable : null;
        let all = iterate(this.evaluate(select?.lhs ?? node.iterable, environment));
        const bind = (item) => {
            const scope = childOf(environment);
            assign(node.loopvar, item, scope);
            return scope;
        };
        if (select !== null) {
            all = all.filter((item) => this.evaluate(select.test, bind(item)).__bool__().value);
        }

        if (all.length === 0) {
            return this.evaluateBlock(node.defaultBlock, environment);
        }

        let text = "";
        for (let i = 0; i < all.length; i++) {
            const scope = bind(all[i]);
            scope.setVariable("loop", new Loop(all, i));
            try {
                text += this.evaluateBlock(node.body, scope).value;
            } catch (exit) {
                if (!(exit instanceof LoopExit)) {
                    throw exit;
                }

                text += exit.text;
                if (exit.type === "Break") {
                    break;
                }
            }
        }

        return string(text);
    }

    evaluateMacro(node, environment) {
        super.evaluateMacro(node, environment);
        const expand = environment.variables.get(node.name.value).value;
        environment.setVariable(node.name.value, new FunctionValue((args, caller) => {
            if (this.depth >= this.macroDepth) {
                throw new Error(`macro '${node.name.value}' calls itself more than ${this.macroDepth} deep on this input`);
            }

            // A macro sees the template's variables, not those of the place that calls it.
            const scope = childOf(environment);
            if (caller.variables.has("caller")) {
                scope.setVariable("caller", caller.variables.get("caller"));
            }

            this.depth++;
            try {
                return expand(args, scope);
            } finally {
                this.depth--;
            }
        }));
        return new NullValue();
    }

    applyFilter(operand, node, environment) {
        const name = node.type === "Identifier" ? node.value : node.callee?.value;
        if (!Object.hasOwn(filters, name)) {
            return super.applyFilter(operand, node, environment);
        }

        const [args, named] = node.type === "Identifier" ? [[], new Map()] : this.evaluateArguments(node.args, environment);
        return filters[name](operand, args, named, this);
    }

    evaluateTestExpression(node, environment) {
        const holds = this.test(node.test.value, this.evaluate(node.operand, environment), []);
        return bool(node.negate ? !holds : holds);
    }

    filter(name, operand, args) {
        const value = (argument) => ({ type: "Value", value: argument });
        const identifier = { type: "Identifier", value: name };
        const call = { type: "CallExpression", callee: identifier, args: args.map(value) };
        return this.applyFilter(operand, args.length === 0 ? identifier : call, this.global);
    }

    test(name, value, args) {
        const test = Object.hasOwn(tests, name) ? tests[name] : this.global.tests.get(name);
        if (test === undefined) {
            throw new Error(`No test named '${name}'`);
        }

        return test(value, args);
    }
}

const nameOf = (node) => (node.type === "MemberExpression" ? `${nameOf(node.object)}.${nameOf(node.property)}` : node.value ?? node.type);

function attribute(object, key) {
    if (!isText(key)) {
        return undefined;
    }

    if (object instanceof NamespaceValue) {
        return object.value.get(key.value);
    }

    return isText(object) ? textMethod(object, key.value) : object instanceof ObjectValue ? dictMethod(object, key.value) : undefined;
}

function element(object, key) {
    if (object instanceof ObjectValue) {
        return object.value.get(keyOf(key));
    }

    if (!(key instanceof IntegerValue)) {
        return undefined;
    }

    if (isText(object)) {
        const character = characters(object.value).at(key.value);
        return character === undefined ? undefined : string(character);
    }

    return object instanceof ArrayValue ? object.value.at(key.value) : undefined;
}

const escape = (value) => (value instanceof SafeString ? value.value : value.value.replace(/[&<>"']/g, (character) => escapes[character]));

/** Operators on anything but two numbers; undefined where the package decides. */
function combine(operator, left, right) {
    if (operator === "+" && isText(left) && isText(right)) {
        const isSafe = left instanceof SafeString || right instanceof SafeString;
        return isSafe ? new SafeString(escape(left) + escape(right)) : string(left.value + right.value);
    }

    if (operator === "+" && left instanceof ArrayValue && left.constructor === right.constructor) {
        return new left.constructor([...left.value, ...right.value]);
    }

    if (operator === "*" && isNumber(right) && isText(left)) {
        const times = Math.max(0, Number(right.value));
        if (left.value.length * times > longestText) {
            throw new RangeError(`a text repeated ${times} times is too long`);
        }

        return string(left.value.repeat(times));
    }

    if (operator === "+" || operator === "*") {
        throw new TypeError(`unsupported operand types for ${operator}: '${typeName(left)}' and '${typeName(right)}'`);
    }

    return undefined;
}
