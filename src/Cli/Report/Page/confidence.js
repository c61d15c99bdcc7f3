// How sure the model was of a token or a step, from a log-probability.

const confidenceBounds = [0.9, 0.5, 0.1, 0.01];
const confidenceNames = ['90 % or more', '50 to 90 %', '10 to 50 %', '1 to 10 %', 'less than 1 %'];

function confidenceLevel(logProbability) {
  const probability = Math.exp(number(logProbability));
  return Number.isNaN(probability) ? 0 : confidenceBounds.filter(bound => probability < bound).length;
}

function confidenceLegend() {
  return legend(confidenceNames.map((text, level) => [text, null, `c${level}`]));
}

// Tokens are {logProbability, entropy, rank, text, id, taken}; undefined parts are left out.
function aboutToken(token, position) {
  const lines = [
    token.text === undefined ? null : `“${token.text.replace(/\n/g, '⏎').replace(/\t/g, '⇥')}”`,
    `token ${position}${token.id === undefined ? '' : `, id ${token.id}`}${token.taken ? ', taken over' : ''}`,
    `probability ${percent(Math.exp(number(token.logProbability)), 2)} (log ${fixed(token.logProbability)})`,
    isDrawn(token.entropy) ? `entropy ${fixed(token.entropy)} nats` : null,
    token.rank ? `rank ${whole(token.rank)}` : null,
  ];
  return lines.filter(line => line).join('\n');
}

// A bar for each token: the higher, the less probable it was.
function tokenStrip(tokens, first) {
  const strip = el('div', { class: 'strip', 'aria-label': 'Surprise of each token; arrow keys move between them' }, tokens.map((token, i) => {
    const bar = el('span', { class: `c${confidenceLevel(token.logProbability)}${token.taken ? ' taken' : ''}`, 'data-at': i });
    bar.style.setProperty('--h', String(Math.min(1, -(number(token.logProbability) || 0) / 7)));
    return bar;
  }));
  describeItems(strip, 'span[data-at]', bar => aboutToken(tokens[bar.dataset.at], first + Number(bar.dataset.at)));
  return strip;
}

// Running text, each token on the colour of its confidence.
function tokenText(tokens, first, name) {
  const most = 4000;
  const text = el('div', { class: `tokens ${name ?? ''}` });
  describeItems(text, 'span[data-at]', item => aboutToken(tokens[item.dataset.at], first + Number(item.dataset.at)));
  return growing(tokens, most, (token, i) => el('span', { class: `c${confidenceLevel(token.logProbability)}`, 'data-at': i }, spelled(token.text, i === tokens.length - 1)), 'tokens', text);
}

// Line ends are tokens, or parts of them, and may be coloured: they are shown where nothing else would be seen of them.
function spelled(text, isLast) {
  const marked = text.replace(/(?:\r?\n|\r)+$/, ends => '⏎'.repeat(ends.replace(/\r\n/g, '\n').length));
  return isLast ? marked : marked.replaceAll('⏎', '') === '' && marked !== text ? `${marked}\n` : text;
}
