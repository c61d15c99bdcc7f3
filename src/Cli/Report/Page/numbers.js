// Numbers as the files write them, null and "NaN" among them, and as people read them.

const largestDrawn = 1e12;

function number(value) {
  return typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : NaN;
}

function isDrawn(value) {
  return Number.isFinite(number(value)) && Math.abs(number(value)) < largestDrawn;
}

function fixed(value, digits = 3) {
  const read = number(value);
  return !Number.isFinite(read) ? (read === Infinity ? '∞' : read === -Infinity ? '−∞' : '–')
    : Math.abs(read) >= largestDrawn ? read.toExponential(2)
      : read.toFixed(digits).replace(/^-(?=.*[1-9])/, '−').replace(/^-/, '');
}

// A number at an axis, without zeros at its end.
function short(text) {
  return text.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
}

function signed(value, digits = 3) {
  return (number(value) > 0 ? '+' : '') + fixed(value, digits);
}

function whole(value) {
  return Number.isFinite(number(value)) ? Math.round(number(value)).toLocaleString('en') : '–';
}

// A share as people say it; never 0 % or 100 % of what is neither.
function percent(value, digits = 1) {
  const read = 100 * number(value ?? NaN);
  const least = 10 ** -digits;
  return !Number.isFinite(read) ? '–'
    : read > 0 && read < least / 2 ? `<${fixed(least, digits)} %`
      : read < 100 && read > 100 - least / 2 ? `>${fixed(100 - least, digits)} %`
        : `${fixed(read, digits)} %`;
}

// The p of a test.
function chance(value) {
  const read = number(value ?? NaN);
  return read < 0.0001 ? '<0.0001' : fixed(read, 4);
}

function range(interval, format) {
  return interval && isDrawn(interval.low) && isDrawn(interval.high) ? `${format(interval.low)} to ${format(interval.high)}` : '–';
}

function plural(count, one, many) {
  return `${whole(count)} ${count === 1 ? one : many ?? one + 's'}`;
}

// "toolCall" as people write it.
function words(name) {
  return String(name).replace(/([a-z])([A-Z])/g, (_, end, start) => `${end} ${start.toLowerCase()}`);
}
