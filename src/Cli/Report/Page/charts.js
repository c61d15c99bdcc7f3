// Charts by Observable Plot in the colours of the page, which change with its theme without being drawn again.

const { Plot } = globalThis;
const seriesColours = 8;

function colour(series) {
  return `var(--s${series % seriesColours})`;
}

function chart(options) {
  const svg = Plot.plot({
    marginTop: 30,
    marginBottom: 40,
    marginLeft: 44,
    marginRight: 16,
    ...options,
    style: { background: 'transparent', color: 'inherit', fontFamily: 'var(--sans)', fontSize: '12px', overflow: 'visible', ...options.style },
  });
  if (svg.tagName === 'svg') {
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', options.ariaLabel ?? '');
  }

  return svg;
}

// Rows of {label, value, low, high, colour}: a dot and its interval under each label.
function forest(width, rows, { label, format, reference, domain, ariaLabel }) {
  const drawn = rows.map((row, at) => ({ ...row, at, told: isDrawn(row.low) && isDrawn(row.high) ? `${format(row.value)} (${range(row, format)})` : format(row.value) }));
  const numbers = drawn.flatMap(row => [row.value, row.low, row.high, reference]).filter(isDrawn).map(number);
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const space = (most - least) * 0.06 || 0.05;
  // On a phone a label has a line of its own, above the numbers.
  const isNarrow = width < 520;
  const letters = row => Math.max(8, Math.floor((width - 24) / 7) - (isNarrow ? 0 : row.told.length + 2));
  return chart({
    width,
    height: rows.length * (isNarrow ? 62 : 46) + (isNarrow ? 62 : 52),
    marginLeft: 10,
    marginRight: 14,
    marginTop: isNarrow ? 36 : 26,
    ariaLabel,
    x: { domain: domain ?? (numbers.length ? [least - space, most + space] : [0, 1]), label, labelAnchor: 'center', labelArrow: 'none', grid: true, tickFormat: value => short(format(value)), ticks: Math.max(3, Math.min(8, width / 90)) },
    y: { axis: null, type: 'point', domain: drawn.map(row => row.at), padding: 0.6 },
    marks: [
      reference === undefined ? null : Plot.ruleX([reference], { stroke: 'currentColor', strokeWidth: 1.5 }),
      Plot.ruleY(drawn.filter(row => isDrawn(row.low) && isDrawn(row.high)), { y: 'at', x1: 'low', x2: 'high', stroke: row => row.colour ?? colour(0), strokeWidth: 3, strokeOpacity: 0.55, strokeLinecap: 'round' }),
      reference === undefined ? null : Plot.ruleY(drawn.filter(row => isDrawn(row.value) && !isDrawn(row.low)), { y: 'at', x1: reference, x2: 'value', stroke: row => row.colour ?? colour(0), strokeWidth: 3, strokeOpacity: 0.55 }),
      Plot.dot(drawn.filter(row => isDrawn(row.value)), { y: 'at', x: 'value', fill: row => row.colour ?? colour(0), r: 5.5 }),
      Plot.text(drawn, { y: 'at', text: row => shorten(row.label, letters(row)), title: 'label', frameAnchor: 'left', dy: isNarrow ? -30 : -15, fontWeight: 600, fill: 'currentColor', stroke: 'var(--paper)', strokeWidth: 4 }),
      Plot.text(drawn, { y: 'at', text: 'told', frameAnchor: 'right', dy: -15, fill: 'var(--muted)', stroke: 'var(--paper)', strokeWidth: 4 }),
    ],
  });
}

function shorten(text, letters) {
  const characters = [...text];
  return characters.length <= letters ? text : `${characters.slice(0, letters - 1).join('')}…`;
}

// Series of {name, points: [{x, value, low, high}]}: lines with intervals, set apart a little where they share an x.
function lines(width, series, { x, y, apart, xFormat, ariaLabel }) {
  const points = series.flatMap((one, at) => one.points.filter(point => isDrawn(point.x) && isDrawn(point.value)).map(point => ({ ...point, name: one.name, stroke: colour(at), series: at })));
  const groups = series.map((_, at) => points.filter(point => point.series === at));
  return chart({
    width,
    height: Math.max(260, Math.min(420, width * 0.6)),
    ariaLabel,
    x: { label: x.label, labelAnchor: 'center', labelArrow: 'none', type: x.type, domain: x.domain, ticks: x.ticks ?? Math.max(3, width / 90), tickFormat: xFormat, inset: 14 },
    y: { label: y.label, labelArrow: 'none', grid: true, nice: true, domain: y.domain, tickFormat: value => short(y.format(value)), ticks: 6 },
    marks: groups.flatMap((group, at) => {
      const dx = apart ? (at - (groups.length - 1) / 2) * 7 : 0;
      return [
        Plot.ruleX(group.filter(point => isDrawn(point.low) && isDrawn(point.high)), { x: 'x', y1: 'low', y2: 'high', stroke: colour(at), strokeOpacity: 0.45, strokeWidth: 2, dx }),
        Plot.lineY(group, { x: 'x', y: 'value', stroke: colour(at), strokeWidth: 2, dx }),
        Plot.dot(group, {
          x: 'x', y: 'value', fill: colour(at), r: 4, dx,
          title: point => `${point.name}\n${x.label}: ${(xFormat ?? String)(point.x)}\n${y.label}: ${y.format(point.value)} (${range(point, y.format)})`,
          tip: true,
        }),
      ];
    }),
  });
}

// A value for each step, null left out: stems with dots; other, where given, beside it.
function stems(width, values, { label, ariaLabel, other }) {
  const made = list => list.map((value, i) => ({ step: i, value })).filter(point => isDrawn(point.value));
  const [main, second] = [made(values), made(other ?? [])];
  return chart({
    width,
    height: 220,
    ariaLabel,
    x: { label: 'step (0 is the prompt)', labelAnchor: 'center', labelArrow: 'none', domain: [-0.5, values.length - 0.5], ticks: stepTicks(values.length, width), tickFormat: 'd' },
    y: { label, labelArrow: 'none', grid: true, nice: true, zero: true, ticks: 5 },
    marks: [
      Plot.ruleY([0]),
      Plot.ruleX(main, { x: 'step', y: 'value', stroke: colour(0), strokeWidth: 2 }),
      Plot.dot(main, { x: 'step', y: 'value', fill: colour(0), r: 4, title: point => `step ${point.step}: ${fixed(point.value)}`, tip: true }),
      Plot.lineY(second, { x: 'step', y: 'value', stroke: colour(1), strokeWidth: 1.5 }),
      Plot.dot(second, { x: 'step', y: 'value', fill: colour(1), r: 3 }),
    ],
  });
}

function stepTicks(count, width) {
  const every = Math.max(1, Math.ceil(count / (width / 34)));
  return Array.from({ length: Math.ceil(count / every) }, (_, i) => i * every);
}

// A lower triangle: rows are steps, columns what they look at.
function heat(width, rows, { ariaLabel, group, firstKey }) {
  const cells = rows.flatMap((row, query) => row.map((value, key) => ({ query, key, value })).filter(cell => cell.key >= firstKey));
  const size = Math.min(width, 560);
  const ticks = stepTicks(rows.length, size);
  const most = Math.max(1e-9, ...cells.map(cell => cell.value));
  const strength = cell => 0.03 + 0.97 * Math.sqrt(cell.value / most);
  const name = at => group === 1 ? `${at}` : `${at * group}–${at * group + group - 1}`;
  return chart({
    width: size,
    height: size - 6,
    marginLeft: 40,
    marginBottom: 42,
    ariaLabel,
    padding: rows.length > 40 ? 0 : 0.06,
    x: { label: 'looks at step', labelAnchor: 'center', labelArrow: 'none', domain: rows.map((_, i) => i).slice(firstKey), ticks: ticks.filter(tick => tick >= firstKey), tickFormat: at => `${at * group}` },
    y: { label: 'step', labelArrow: 'none', domain: rows.map((_, i) => i).slice(firstKey), ticks: ticks.filter(tick => tick >= firstKey), tickFormat: at => `${at * group}` },
    marks: [
      Plot.cell(cells, { x: 'key', y: 'query', fill: 'var(--heat)', fillOpacity: { value: strength, scale: null } }),
      Plot.tip(cells, Plot.pointer({ x: 'key', y: 'query', title: cell => `step ${name(cell.query)} looks at ${cell.key === 0 && group === 1 ? 'the prompt' : `step ${name(cell.key)}`}\n${percent(cell.value, 2)}` })),
    ],
  });
}
