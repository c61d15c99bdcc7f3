// Jinja's filters where the package lacks them or answers as JavaScript would; all others stay the package's.
import {
    BooleanValue, FloatValue, IntegerValue, NullValue, ObjectValue, SafeString, UndefinedValue,
    characters, equal, isNumber, isText, isUndefined, items, iterate, keyOf, list, pairs, str, string, toJson, typeName,
} from "values";
import { replace, strip, textMethod } from "methods";

const method = (name) => (operand) => textMethod(string(str(operand)), name).value([]);
const length = (value) => {
    const counted = items(value);
    if (counted === null) {
        throw new TypeError(`object of type '${typeName(value)}' has no len()`);
    }

    return new IntegerValue(counted.length);
};

/** Value of a dotted path, as `map(attribute=…)` and `selectattr` read it. */
function attribute(item, path) {
    return path.split(".").reduce((value, part) => {
        const found = value instanceof ObjectValue ? value.value.get(part) : items(value)?.[Number(part)];
        return found ?? new UndefinedValue();
    }, item);
}

function extreme(operand, args, named, sign) {
    const path = named.get("attribute");
    const by = (item) => (path === undefined ? item : attribute(item, path.value));
    const key = (item) => (isText(by(item)) ? by(item).value.toLowerCase() : by(item).value);
    const all = iterate(operand);
    const compare = (a, b) => (key(a) < key(b) ? -sign : key(a) > key(b) ? sign : 0);
    return all.length === 0 ? new UndefinedValue() : all.reduce((best, item) => (compare(item, best) > 0 ? item : best));
}

const choose = (keep, read) => (operand, args, named, interpreter) => {
    const all = iterate(operand);
    const [testName, ...rest] = args.slice(read.skip);
    const test = testName === undefined ? (value) => value.__bool__().value : (value) => interpreter.test(testName.value, value, rest);
    return list(all.filter((item) => test(read.from(item, args)) === keep));
};
const itself = { skip: 0, from: (item) => item };
const itsAttribute = { skip: 1, from: (item, [path]) => attribute(item, String(path.value)) };

const otherwise = (operand, args, named) => {
    const value = args[0] ?? named.get("default_value") ?? string("");
    const falsy = (args[1] ?? named.get("boolean"))?.__bool__().value ?? false;
    return isUndefined(operand) || (falsy && !operand.__bool__().value) ? value : operand;
};

export const filters = {
    attr: (operand, [name]) => attribute(operand, name.value),
    capitalize: method("capitalize"),
    count: length,
    d: otherwise,
    default: otherwise,
    first: (operand) => iterate(operand)[0] ?? new UndefinedValue(),
    items: (operand) => {
        if (isUndefined(operand)) {
            return list([]);
        }

        if (!(operand instanceof ObjectValue)) {
            throw new TypeError("Can only get item pairs from a mapping.");
        }

        return pairs(operand.value);
    },
    join: (operand, args, named) => {
        const separator = args[0] ?? named.get("d");
        const path = args[1] ?? named.get("attribute");
        const parts = iterate(operand).map((item) => str(path === undefined ? item : attribute(item, path.value)));
        return string(parts.join(separator === undefined ? "" : str(separator)));
    },
    last: (operand) => iterate(operand).at(-1) ?? new UndefinedValue(),
    length,
    list: (operand) => list([...iterate(operand)]),
    lower: method("lower"),
    map: (operand, args, named, interpreter) => {
        const path = named.get("attribute");
        const fallback = named.get("default");
        return list(iterate(operand).map((item) => {
            if (path === undefined) {
                return interpreter.filter(args[0].value, item, args.slice(1));
            }

            const value = attribute(item, String(path.value));
            return isUndefined(value) && fallback !== undefined ? fallback : value;
        }));
    },
    max: (operand, args, named) => extreme(operand, args, named, 1),
    min: (operand, args, named) => extreme(operand, args, named, -1),
    reject: choose(false, itself),
    rejectattr: choose(false, itsAttribute),
    replace: (operand, [from, to, count], named) => string(replace(str(operand), str(from), str(to), count ?? named.get("count"))),
    reverse: (operand) => (isText(operand) ? string(characters(operand.value).reverse().join("")) : list([...iterate(operand)].reverse())),
    round: (operand, [digits]) => new FloatValue(Number(Number(operand.value).toFixed(digits?.value ?? 0))),
    safe: (operand) => new SafeString(str(operand)),
    select: choose(true, itself),
    selectattr: choose(true, itsAttribute),
    string: (operand) => (isText(operand) ? operand : string(str(operand))),
    title: method("title"),
    tojson: (operand, args, named) => {
        const option = (position, name) => args[position] ?? named.get(name);
        const plain = (value) => (value === undefined || value instanceof NullValue ? null : value.value);
        return string(toJson(operand, {
            ensureAscii: option(0, "ensure_ascii")?.value ?? false,
            indent: plain(option(1, "indent")),
            separators: plain(option(2, "separators"))?.map((separator) => separator.value) ?? null,
            sortKeys: option(3, "sort_keys")?.value ?? false,
        }));
    },
    trim: (operand, [set]) => string(strip(str(operand), set)),
    unique: (operand) => list(iterate(operand).filter((item, i, all) => all.findIndex((other) => equal(item, other)) === i)),
    upper: method("upper"),
};

const isTrue = (value) => value instanceof BooleanValue && value.value;
const isFalse = (value) => value instanceof BooleanValue && !value.value;

export function contains(container, item) {
    if (isText(container)) {
        if (!isText(item)) {
            throw new TypeError(`'in <string>' requires string as left operand, not ${typeName(item)}`);
        }

        return container.value.includes(item.value);
    }

    return container instanceof ObjectValue ? container.value.has(keyOf(item)) : iterate(container).some((other) => equal(other, item));
}

const compared = (compare) => (value, [other]) => compare(value.value, other.value);
const same = (value, [other]) => equal(value, other);

/** Tests that take an argument, or that the package answers otherwise than Python. */
export const tests = {
    "!=": (value, [other]) => !equal(value, other),
    "==": same,
    divisibleby: (value, [by]) => value.value % by.value === 0,
    eq: same,
    equalto: same,
    false: isFalse,
    float: (value) => value instanceof FloatValue,
    ge: compared((a, b) => a >= b),
    gt: compared((a, b) => a > b),
    in: (value, [container]) => contains(container, value),
    iterable: (value) => items(value) !== null,
    le: compared((a, b) => a <= b),
    lt: compared((a, b) => a < b),
    ne: (value, [other]) => !equal(value, other),
    number: isNumber,
    sequence: (value) => items(value) !== null,
    string: isText,
    true: isTrue,
};
