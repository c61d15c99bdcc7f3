// Python's methods of str and dict, as far as the immutable sandbox of transformers lets a template call them.
import {
    ArrayValue, BooleanValue, FunctionValue, IntegerValue, KeywordArgumentsValue, NullValue,
    characters, dict, isText, iterate, keyOf, list, none, pairs, str, string, typeName, valueOfKey,
} from "values";

// Python's white space differs from JavaScript's: it has U+001C to U+001F and U+0085, and has not U+FEFF.
const space = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const leadingSpace = new RegExp(`^[${space}]+`);
const words = new RegExp(`[^${space}]+`, "g");
const isSpace = new RegExp(`^[${space}]$`);

export function strip(text, set, left = true, right = true) {
    const drops = isText(set) ? (character) => set.value.includes(character) : (character) => isSpace.test(character);
    const all = isText(set) && /[\ud800-\udfff]/.test(set.value) ? characters(text) : text;
    let start = 0, end = all.length;
    while (left && start < end && drops(all[start])) {
        start++;
    }

    while (right && end > start && drops(all[end - 1])) {
        end--;
    }

    const rest = all.slice(start, end);
    return typeof rest === "string" ? rest : rest.join("");
}

const capitalise = (text) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
const title = (text) => text.replace(/\p{L}+/gu, capitalise);

function split(text, separator, limit, fromRight) {
    const most = limit === undefined || limit.value < 0 ? Infinity : limit.value;
    if (isText(separator)) {
        if (separator.value === "") {
            throw new TypeError("empty separator");
        }

        const parts = text.split(separator.value);
        if (parts.length - 1 <= most) {
            return parts;
        }

        return fromRight
            ? [parts.slice(0, parts.length - most).join(separator.value), ...parts.slice(parts.length - most)]
            : [...parts.slice(0, most), parts.slice(most).join(separator.value)];
    }

    const found = [...text.matchAll(words)];
    if (found.length - 1 <= most) {
        return found.map(([word]) => word);
    }

    const last = found.slice(found.length - most);
    return fromRight
        ? [strip(text.slice(0, last[0]?.index), undefined, false, true), ...last.map(([word]) => word)]
        : [...found.slice(0, most).map(([word]) => word), text.slice(found[most].index).replace(leadingSpace, "")];
}

export function replace(text, from, to, count) {
    const most = count === undefined || count instanceof NullValue || count.value < 0 ? Infinity : count.value;
    const parts = from === "" ? ["", ...characters(text), ""] : text.split(from);
    return parts.reduce((result, part, i) => result + (i <= most ? to : from) + part);
}

/** Python's str.format, without format specifications: none of the known templates has one. */
function format(text, args, named) {
    let next = 0;
    return text.replace(/\{\{|\}\}|\{([^{}]*)\}/g, (match, field) => {
        if (field === undefined) {
            return match[0];
        }

        const value = field === "" ? args[next++] : /^\d+$/.test(field) ? args[Number(field)] : named.get(field);
        if (value === undefined) {
            throw new TypeError(`str.format cannot fill '${match}'`);
        }

        return str(value);
    });
}

function lines(text) {
    const parts = text.split(/\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/);
    return parts.at(-1) === "" ? parts.slice(0, -1) : parts;
}

const anyOf = (value, test) => (value instanceof ArrayValue ? value.value : [value]).some((part) => test(part.value));
const number = (value) => new IntegerValue(value);
const truth = (value) => new BooleanValue(value);
const texts = (parts) => list(parts.map(string));

const ofText = {
    capitalize: (text) => string(capitalise(text)),
    count: (text, [part]) => number(text.split(part.value).length - 1),
    endswith: (text, [end]) => truth(anyOf(end, (part) => text.endsWith(part))),
    find: (text, [part]) => number(text.indexOf(part.value)),
    format: (text, args, named) => string(format(text, args, named)),
    index: (text, [part]) => number(text.indexOf(part.value)),
    isalnum: (text) => truth(/^[\p{L}\p{N}]+$/u.test(text)),
    isalpha: (text) => truth(/^\p{L}+$/u.test(text)),
    isdigit: (text) => truth(/^\p{Nd}+$/u.test(text)),
    isspace: (text) => truth(text !== "" && strip(text) === ""),
    islower: (text) => truth(text !== text.toUpperCase() && text === text.toLowerCase()),
    isupper: (text) => truth(text !== text.toLowerCase() && text === text.toUpperCase()),
    join: (text, [parts]) => string(iterate(parts).map(textOf).join(text)),
    lower: (text) => string(text.toLowerCase()),
    lstrip: (text, [set]) => string(strip(text, set, true, false)),
    removeprefix: (text, [start]) => string(text.startsWith(start.value) ? text.slice(start.value.length) : text),
    removesuffix: (text, [end]) => string(end.value !== "" && text.endsWith(end.value) ? text.slice(0, -end.value.length) : text),
    replace: (text, [from, to, count], named) => string(replace(text, textOf(from), textOf(to), count ?? named.get("count"))),
    rfind: (text, [part]) => number(text.lastIndexOf(part.value)),
    rsplit: (text, [separator, limit], named) => texts(split(text, separator ?? named.get("sep"), limit ?? named.get("maxsplit"), true)),
    rstrip: (text, [set]) => string(strip(text, set, false, true)),
    split: (text, [separator, limit], named) => texts(split(text, separator ?? named.get("sep"), limit ?? named.get("maxsplit"), false)),
    splitlines: (text) => texts(lines(text)),
    startswith: (text, [start]) => truth(anyOf(start, (part) => text.startsWith(part))),
    strip: (text, [set]) => string(strip(text, set)),
    title: (text) => string(title(text)),
    upper: (text) => string(text.toUpperCase()),
};

const ofDict = {
    copy: (map) => dict([...map.keys()], [...map.values()]),
    get: (map, [key, otherwise]) => map.get(keyOf(key)) ?? otherwise ?? none,
    items: (map) => pairs(map),
    keys: (map) => list([...map.keys()].map(valueOfKey)),
    values: (map) => list([...map.values()]),
};

function textOf(value) {
    if (!isText(value)) {
        throw new TypeError(`expected a str, got ${value === undefined ? "nothing" : typeName(value)}`);
    }

    return value.value;
}

const methodOf = (table, name, receiver) => (Object.hasOwn(table, name)
    ? new FunctionValue((args) => {
        const last = args.at(-1);
        const isNamed = last instanceof KeywordArgumentsValue;
        return table[name](receiver, isNamed ? args.slice(0, -1) : args, isNamed ? last.value : new Map());
    })
    : undefined);

export const textMethod = (value, name) => methodOf(ofText, name, value.value);
export const dictMethod = (value, name) => methodOf(ofDict, name, value.value);
