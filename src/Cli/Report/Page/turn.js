// One turn: its attempts as a tree, and one of them step by step.

function showTurn(report, at, place) {
  const kept = report.attempts[report.kept];
  const many = report.attempts.length > 1;
  const detail = el('div', { class: 'attempt' });
  add(place, 
    el('h3', { class: 'turn-title' }, `Turn ${at + 1} `, verdict(kept.verdict.accepted)),
    el('p', { class: 'source' }, 'Report ', el('code', null, report.id)),
    el('p', null, `${kept.verdict.reason}.`));
  if (many) {
    add(place, attemptTree(report), attemptTable(report, kept));
  }

  const show = index => {
    detail.replaceChildren();
    showAttempt(report.attempts[index], index === report.kept, many, detail);
  };
  if (many) {
    add(place, el('div', { class: 'controls' }, choice('Attempt shown below',
      report.attempts.map((attempt, i) => [i, `${attempt.number}${i === report.kept ? ', kept' : ''}`]), report.kept, index => show(Number(index)))));
  }

  add(place, detail);
  show(report.kept);
}

function attemptTree(report) {
  const rows = report.attempts.map((attempt, row) => ({
    row,
    forced: attempt.trace.forcedTokens,
    end: attempt.trace.tokens.id.length,
    starts: attempt.trace.steps.map(step => step.firstToken).filter(first => first > 0),
    colour: attempt.verdict.accepted ? 'var(--good)' : 'var(--bad)',
    label: `attempt ${attempt.number}: ${attempt.verdict.accepted ? 'accepted' : 'rejected'}${row === report.kept ? ', kept' : ''}`,
  }));
  const branched = rows.filter(row => row.row > 0 && report.attempts[row.row].branch);
  return figure({
    title: 'Attempts and where they left',
    level: 'h4',
    seen: `Each bar is an attempt, as long as the tokens it wrote; the thin line before it are tokens taken over from the first attempt, and the vertical line is where it left. Dots begin a step. Green was accepted, red rejected. The retries wrote ${plural(rows.slice(1).reduce((sum, row) => sum + row.end - row.forced, 0), 'token')}.`,
    unseen: 'time, and what reading the prompt again cost.',
    draw: width => chart({
      width,
      height: rows.length * 44 + 54,
      marginLeft: 10,
      marginTop: 24,
      ariaLabel: 'Tree of attempts',
      x: { label: 'tokens of the turn', labelAnchor: 'center', labelArrow: 'none', domain: [0, Math.max(1, ...rows.map(row => row.end))], grid: true, ticks: width / 90, tickFormat: 'd' },
      y: { axis: null, type: 'point', domain: rows.map(row => row.row), padding: 0.6 },
      marks: [
        Plot.link(branched, { x1: 'forced', x2: 'forced', y1: 0, y2: 'row', stroke: 'var(--muted)', strokeWidth: 1.5, strokeDasharray: '3 3' }),
        Plot.ruleY(rows, { y: 'row', x1: 0, x2: 'forced', stroke: 'var(--muted)', strokeWidth: 2 }),
        Plot.ruleY(rows, { y: 'row', x1: 'forced', x2: 'end', stroke: 'colour', strokeWidth: 11 }),
        Plot.dot(rows.flatMap(row => row.starts.filter(x => x > row.forced).map(x => ({ x, row: row.row }))), { x: 'x', y: 'row', fill: 'var(--paper)', r: 2.2 }),
        Plot.text(rows, { y: 'row', text: 'label', frameAnchor: 'left', dy: -15, fontWeight: 600, fill: 'currentColor' }),
      ],
    }),
  });
}

function attemptTable(report, kept) {
  return table('The attempts. A score is the validator’s own: higher is better, and it is no probability unless the validator says so.', [
    { name: 'attempt', value: attempt => `${attempt.number}${attempt === kept ? ' (kept)' : ''}` },
    { name: 'verdict', value: attempt => verdict(attempt.verdict.accepted) },
    { name: 'score', number: true, value: attempt => fixed(attempt.verdict.score) },
    { name: 'new tokens', number: true, value: attempt => whole(attempt.trace.tokens.id.length - attempt.trace.forcedTokens) },
    { name: 'mean log p', number: true, value: attempt => fixed(mean(attempt.trace.tokens.logProbability)) },
    { name: 'temp.', number: true, value: attempt => attempt.temperature === null || attempt.temperature === undefined ? '–' : fixed(attempt.temperature, 2) },
    { name: 'left', wide: true, value: attempt => attempt.critique ? 'asked again' : attempt.branch ? `step ${attempt.branch.step + 1} (${words(attempt.branch.from)}): ${attempt.branch.reason}` : 'the first one' },
    { name: 'reason of the verdict', wide: true, value: attempt => attempt.verdict.reason },
  ], report.attempts);
}

function showAttempt(attempt, isKept, many, place) {
  const { trace } = attempt;
  const count = trace.tokens.id.length;
  const notes = [trace.isTruncated ? 'A token limit cut it off.' : null, attempt.reachesBack ? 'The turn before was written anew for it.' : null];
  add(place, 
    el('h4', null, many ? `Attempt ${attempt.number}${isKept ? ', the one that was kept' : ''}` : 'How it was written'),
    facts(
      ['tokens', whole(count), trace.forcedTokens > 0 ? `${whole(trace.forcedTokens)} taken over` : null],
      ['steps', whole(trace.steps.length)],
      ['mean confidence', percent(Math.exp(mean(trace.tokens.logProbability)))],
      ['rests on', words(attempt.verdict.basis ?? 'logProbabilities')]),
    ...notes.filter(note => note).map(note => el('p', { class: 'warning' }, note)));
  if (attempt.critique) {
    add(place, el('details', null, el('summary', null, 'What the model was told'), el('pre', null, attempt.critique)));
  }

  if (attempt.unsupportedArguments?.length > 0) {
    add(place, el('h4', null, 'Values that nothing supports'), table('Values in its calls that appear nowhere in the conversation and the reasoning before them. That is no proof that they are wrong: a sum may be right and new.', [
      { name: 'tool', value: argument => argument.tool },
      { name: 'where', value: argument => el('code', null, argument.path) },
      { name: 'value', value: argument => el('code', null, argument.value) },
    ], attempt.unsupportedArguments));
  }

  add(place, ...traceSteps(attempt), ...traceCharts(trace));
}

function traceSteps({ trace, verdict: said }) {
  const tokens = trace.tokens.id.map((id, i) => ({
    id,
    logProbability: trace.tokens.logProbability[i],
    entropy: trace.tokens.entropy[i],
    rank: 1 + (trace.topTokens?.[i] ?? []).findIndex(top => top.id === id),
    taken: i < trace.forcedTokens,
  }));
  const list = el('ol', { class: 'steps' });
  return [
    confidenceLegend(),
    ...growing(trace.steps, 60, (step, i) => stepItem({
      ...step,
      index: i,
      tokens: tokens.slice(step.firstToken, step.firstToken + step.tokenCount),
      isWeakest: said.weakestStep === i,
    }), 'steps', list),
    el('p', { class: 'source' }, 'The border tells the confidence in a step, the geometric mean of its tokens’ probabilities. Below it is a bar for each token: the higher, the less probable; a full bar is 1 in 1000 or less. Touch a bar, or move with the arrow keys, for its numbers. A sure step may be wrong: probability is how the model usually goes on, not truth.'),
  ];
}

function stepItem(step) {
  const about = [
    `step ${step.index + 1}`,
    plural(step.tokenCount, 'token'),
    `confidence ${percent(Math.exp(number(step.meanLogProbability)))}`,
    `weakest ${percent(Math.exp(number(step.weakestLogProbability)))}`,
    `entropy ${fixed(step.meanEntropy, 2)}`,
    isDrawn(step.influence) ? `influence ${fixed(step.influence)}` : null,
  ];
  const tags = [step.kind && step.kind !== 'text' ? words(step.kind) : null, step.isThought ? 'thought' : null, step.isWeakest ? 'least trusted' : null];
  return el('li', { class: `k${confidenceLevel(step.meanLogProbability)}` },
    el('div', { class: 'about' }, tags.filter(tag => tag).map(tag => el('span', { class: 'tag' }, tag)), about.filter(part => part).join(' · ')),
    step.spelled ?? el('div', { class: `text ${step.kind === 'toolCall' ? 'call' : ''}` }, step.text || '(its text is not in the file)'),
    step.spelled ? null : tokenStrip(step.tokens, step.firstToken));
}

function traceCharts(trace) {
  const parts = [];
  const influence = [null, ...trace.steps.map(step => step.influence ?? null)];
  if (influence.some(isDrawn)) {
    parts.push(figure({
      title: 'Influence of the steps',
      level: 'h4',
      seen: `Forward context influence: how much the steps at least ${trace.influenceOptions?.distance ?? '?'} later attend to each step.`,
      unseen: 'the last steps, which nothing comes that much after; and whether what was attended to was used.',
      draw: width => stems(width, influence, { label: 'influence', ariaLabel: 'Influence of each step' }),
    }));
  }

  if (trace.spectra?.length > 0) {
    parts.push(el('h4', null, 'Spectra of attention'), table('Signatures of layers over the turn. All depend on the number of tokens; compare turns of about equal length.', spectraColumns([
      { name: 'layer', number: true, value: one => whole(one.layer) },
      { name: 'tokens', number: true, value: one => whole(one.tokens) },
    ], { hfer: 'highFrequencyRatio', entropy: 'entropy' }), trace.spectra));
  }

  if (trace.anchoring) {
    parts.push(...anchoring(trace.anchoring));
  }

  return parts;
}

function spectraColumns(first, { hfer, entropy }) {
  return [
    ...first,
    { name: 'Fiedler', number: true, value: one => fixed(one.fiedler, 4) },
    { name: 'high-frequency share', number: true, value: one => fixed(one[hfer], 4) },
    { name: 'smoothness', number: true, value: one => fixed(one.smoothness, 4) },
    { name: 'energy', number: true, value: one => Math.abs(number(one.energy)) < 1000 ? fixed(one.energy, 2) : whole(one.energy) },
    { name: 'entropy', number: true, value: one => fixed(one[entropy], 3) },
  ];
}

function anchoring({ request, segments, maskedTokens }) {
  const points = part => segments.flatMap(one => [
    { x: one.firstToken, value: one[part] },
    { x: one.firstToken + one.tokenCount, value: one[part] },
  ]).filter(point => isDrawn(point.value));
  const drawn = [['strength ω', 'meanStrength'], ['share of attention on the anchors', 'anchorShare']].filter(([, part]) => points(part).length > 0);
  return [
    el('h4', null, 'Self-Anchor'),
    el('p', null, `${words(request.backend)}, schedule ${words(request.schedule)}; ${plural(maskedTokens, 'token')} were decoded for the masked sequence.`),
    ...drawn.map(([label, part], i) => figure({
      seen: `${label[0].toUpperCase()}${label.slice(1)} in each segment of the turn.`,
      unseen: part === 'anchorShare' ? 'whether more attention made the text better.' : null,
      draw: width => chart({
        width,
        height: 170,
        ariaLabel: label,
        x: { label: 'token of the turn', labelAnchor: 'center', labelArrow: 'none', ticks: width / 90 },
        y: { label, labelArrow: 'none', grid: true, nice: true, zero: true, ticks: 4 },
        marks: [Plot.lineY(points(part), { x: 'x', y: 'value', stroke: colour(i), strokeWidth: 2 })],
      }),
    })),
    table('Segments, each written under the same anchors.', [
      { name: 'segment', value: one => `${words(one.kind)}${one.step ? ` ${one.step}` : ''}` },
      { name: 'tokens', number: true, value: one => `${one.firstToken}–${one.firstToken + one.tokenCount - 1}` },
      { name: 'ω', number: true, value: one => fixed(one.meanStrength, 2) },
      { name: 'anchor share', number: true, value: one => percent(one.anchorShare) },
      { name: 'confidence', number: true, value: one => percent(one.confidence) },
      { name: 'flips', number: true, value: one => whole(one.flips) },
      { name: 'divergence', number: true, value: one => fixed(one.meanDivergence, 4) },
    ], segments),
  ];
}

function mean(values) {
  return values.length === 0 ? NaN : values.reduce((sum, value) => sum + number(value), 0) / values.length;
}
