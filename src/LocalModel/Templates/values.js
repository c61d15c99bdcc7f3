// The package's runtime values with Python's texts: what str(), repr() and json.dumps() print for each of them.
import { Environment, Interpreter, parse, tokenize } from "jinja";

// The package does not export the classes of its values; every one of them can be had by making a value.
const scope = new Environment();
const classOf = (value) => scope.set(`class${scope.variables.size}`, value).constructor;
export const IntegerValue = classOf(1);
export const FloatValue = classOf(0.5);
export const StringValue = classOf("");
export const BooleanValue = classOf(true);
export const NullValue = classOf(null);
export const UndefinedValue = classOf(undefined);
export const ArrayValue = classOf([]);
export const ObjectValue = classOf({});
export const FunctionValue = classOf(() => null);
export const TupleValue = new Interpreter(scope).evaluate({ type: "TupleLiteral", value: [] }, scope).constructor;
export const NamespaceValue = scope.lookupVariable("namespace").value([]).constructor;
export const KeywordArgumentsValue = (() => {
    let captured;
    scope.setVariable("capture", new FunctionValue(([named]) => {
        captured = named;
        return new NullValue();
    }));
    new Interpreter(scope).run(parse(tokenize("{{ capture(key=1) }}")));
    return captured.constructor;
})();

/** Text that `safe` has marked: Python escapes what is added to it. */
export class SafeString extends StringValue {
}

/** An integer that keeps all of its digits. */
export class ExactInteger extends IntegerValue {
    constructor(digits) {
        super(Number(digits));
        this.digits = digits;
    }
}

export const none = new NullValue();
export const string = (text) => new StringValue(text);
export const bool = (value) => new BooleanValue(value);
export const integer = (digits) => {
    const value = new IntegerValue(Number(digits));
    return Number.isSafeInteger(value.value) ? value : new ExactInteger(digits);
};
export const float = (digits) => new FloatValue(Number(digits));
export const list = (items) => new ArrayValue(items);
export const dict = (keys, values) => new ObjectValue(new Map(keys.map((key, i) => [key, values[i]])));

// Literal dicts may have integer keys; the Map holds those as numbers, so that 1 and "1" stay two keys.
export const keyOf = (value) => (value instanceof StringValue || value instanceof IntegerValue ? value.value : undefined);
export const valueOfKey = (key) => (typeof key === "number" ? new IntegerValue(key) : new StringValue(key));
export const pairs = (map) => new ArrayValue([...map].map(([key, value]) => new TupleValue([valueOfKey(key), value])));

export const isText = (value) => value instanceof StringValue;
export const isNumber = (value) => value instanceof IntegerValue || value instanceof FloatValue || value instanceof BooleanValue;
export const isUndefined = (value) => value instanceof UndefinedValue;

const typeNames = new Map([
    [StringValue, "str"], [SafeString, "str"], [IntegerValue, "int"], [ExactInteger, "int"], [FloatValue, "float"], [BooleanValue, "bool"],
    [NullValue, "NoneType"], [UndefinedValue, "Undefined"], [ArrayValue, "list"], [TupleValue, "tuple"], [ObjectValue, "dict"],
    [NamespaceValue, "Namespace"], [FunctionValue, "function"], [KeywordArgumentsValue, "dict"],
]);
export const typeName = (value) => typeNames.get(value.constructor) ?? value.type;

export function equal(left, right) {
    if (isNumber(left) && isNumber(right)) {
        return left instanceof ExactInteger && right instanceof ExactInteger
            ? left.digits === right.digits
            : Number(left.value) === Number(right.value);
    }

    if (left instanceof ArrayValue && right instanceof ArrayValue) {
        return left instanceof TupleValue === right instanceof TupleValue
            && left.value.length === right.value.length
            && left.value.every((item, i) => equal(item, right.value[i]));
    }

    if (left instanceof ObjectValue && right instanceof ObjectValue) {
        return left.value.size === right.value.size
            && [...left.value].every(([key, value]) => right.value.has(key) && equal(value, right.value.get(key)));
    }

    return typeName(left) === typeName(right) && left.value === right.value;
}

/** The characters of a text as Python counts them. (Iterating a string may join "\r\n" or an accent to one in the host's engine.) */
export function characters(text) {
    const all = [];
    for (let i = 0; i < text.length; i += all.at(-1).length) {
        all.push(String.fromCodePoint(text.codePointAt(i)));
    }

    return all;
}

/** What Python iterates over; null where it refuses. */
export function items(value) {
    if (value instanceof ArrayValue) {
        return value.value;
    }

    if (value instanceof ObjectValue) {
        return [...value.value.keys()].map(valueOfKey);
    }

    if (isText(value)) {
        return characters(value.value).map(string);
    }

    return isUndefined(value) ? [] : null;
}

export function iterate(value) {
    const found = items(value);
    if (found === null) {
        throw new TypeError(`'${typeName(value)}' object is not iterable`);
    }

    return found;
}

export function str(value) {
    return isText(value) ? value.value : isUndefined(value) ? "" : repr(value);
}

function repr(value) {
    if (isText(value)) {
        return quote(value.value);
    }

    if (value instanceof TupleValue) {
        return `(${value.value.map(repr).join(", ")}${value.value.length === 1 ? "," : ""})`;
    }

    if (value instanceof ArrayValue) {
        return `[${value.value.map(repr).join(", ")}]`;
    }

    if (value instanceof ObjectValue) {
        return `{${[...value.value].map(([key, item]) => `${repr(valueOfKey(key))}: ${repr(item)}`).join(", ")}}`;
    }

    switch (typeName(value)) {
        case "NoneType": return "None";
        case "bool": return value.value ? "True" : "False";
        case "int": return digits(value);
        case "float": return floatText(value.value);
        default: return typeName(value);
    }
}

const digits = (value) => value.digits ?? (value.value + 0).toFixed(0);

// Python turns to an exponent below 1e-4 and from 1e16 on, and writes at least two digits of it.
function floatText(value) {
    if (!Number.isFinite(value)) {
        return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }

    if (Object.is(value, -0)) {
        return "-0.0";
    }

    const [mantissa, exponent] = value.toExponential().split("e");
    const power = Number(exponent);
    if (value !== 0 && (power < -4 || power >= 16)) {
        return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
    }

    const text = String(value);
    return text.includes(".") ? text : `${text}.0`;
}

const shortEscapes = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
const unprintable = /[\\\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

function quote(text) {
    const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
    const escaped = text.replace(unprintable, (character) => {
        const code = character.codePointAt(0);
        const hex = code.toString(16);
        return shortEscapes[character]
            ?? (code < 0x100 ? `\\x${hex.padStart(2, "0")}` : code < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`);
    });
    return mark + (mark === "'" ? escaped.replaceAll("'", "\\'") : escaped) + mark;
}

const byCodePoint = (left, right) => {
    const a = characters(left), b = characters(right);
    const i = a.findIndex((character, at) => character !== b[at]);
    return i < 0 ? a.length - b.length : b[i] === undefined ? 1 : a[i].codePointAt(0) - b[i].codePointAt(0);
};

/** Python's json.dumps. */
export function toJson(value, { ensureAscii = false, indent = null, separators = null, sortKeys = false } = {}) {
    const [comma, colon] = separators ?? (indent === null ? [", ", ": "] : [",", ": "]);
    const text = (content) => {
        const json = JSON.stringify(content);
        return ensureAscii ? json.replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`) : json;
    };
    const wrap = (open, parts, close, depth) => {
        if (parts.length === 0) {
            return open + close;
        }

        const step = typeof indent === "number" ? " ".repeat(indent) : indent;
        const line = (level) => (step === null ? "" : `\n${step.repeat(level)}`);
        return open + line(depth + 1) + parts.join(comma + line(depth + 1)) + line(depth) + close;
    };
    const write = (item, depth) => {
        if (isText(item)) {
            return text(item.value);
        }

        if (item instanceof ArrayValue) {
            return wrap("[", item.value.map((child) => write(child, depth + 1)), "]", depth);
        }

        if (item instanceof ObjectValue) {
            const entries = [...item.value];
            if (sortKeys) {
                entries.sort(([a], [b]) => byCodePoint(String(a), String(b)));
            }

            return wrap("{", entries.map(([key, child]) => text(String(key)) + colon + write(child, depth + 1)), "}", depth);
        }

        switch (typeName(item)) {
            case "NoneType": return "null";
            case "bool": return String(item.value);
            case "int": return digits(item);
            case "float": return Number.isFinite(item.value) ? floatText(item.value) : String(item.value);
            default: throw new TypeError(`Object of type ${typeName(item)} is not JSON serializable`);
        }
    };
    return write(value, 0);
}
