// What the host calls: compile a template, and render it with values that the host has built.
import { Environment, parse, tokenize } from "jinja";
import { FunctionValue, ObjectValue, bool, dict, float, integer, list, none, str, string } from "values";
import { PythonInterpreter } from "interpreter";

export { bool, dict, float, integer, list, none, string };

/** The template refused its input with raise_exception. */
class Raised extends Error {
    raised = true;
}

export function compile(source) {
    const tokens = tokenize(source, { lstrip_blocks: true, trim_blocks: true });
    try {
        return parse(tokens);
    } catch (error) {
        throw new SyntaxError(place(tokens, error.message));
    }
}

export function render(program, names, values, strftime, macroDepth) {
    const environment = new Environment();
    for (const [name, value] of Object.entries({ true: true, false: false, none: null, True: true, False: false, None: null })) {
        environment.set(name, value);
    }

    environment.setVariable("raise_exception", new FunctionValue(([message]) => {
        throw new Raised(message === undefined ? "" : str(message));
    }));
    environment.setVariable("strftime_now", new FunctionValue(([format]) => string(strftime(format.value))));
    environment.setVariable("range", new FunctionValue((args) => list(range(...args.map((bound) => bound.value)).map(integer))));
    environment.setVariable("dict", new FunctionValue(([entries]) => new ObjectValue(new Map(entries?.value ?? []))));
    names.forEach((name, i) => environment.setVariable(name, values[i]));
    return new PythonInterpreter(environment, macroDepth).run(program).value;
}

function range(start, stop, step = 1) {
    if (stop === undefined) {
        [start, stop] = [0, start];
    }

    if (step === 0) {
        throw new Error("range() arg 3 must not be zero");
    }

    const numbers = [];
    for (let i = start; step > 0 ? i < stop : i > stop; i += step) {
        numbers.push(i);
    }

    return numbers;
}

// The parser's errors name no place; reading its tokens again shows how far it came.
function place(tokens, message) {
    let last = 0;
    const watched = new Proxy(tokens, {
        get(target, property) {
            if (typeof property === "string" && /^\d+$/.test(property)) {
                last = Math.max(last, Number(property));
            }

            return target[property];
        },
    });
    try {
        parse(watched);
    } catch {
        const near = tokens.slice(Math.max(0, last - 8), last + 1).map((token) => token.value).join(" ").slice(-80);
        return last < tokens.length ? `${message}, near '${near}'` : `the template ends too early, after '${near}'`;
    }

    return message;
}
