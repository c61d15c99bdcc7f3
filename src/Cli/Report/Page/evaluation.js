// An evaluation: how often each arm was right, at what cost, and what differs.

const pointsOf = interval => interval && { value: 100 * number(interval.value ?? NaN), low: 100 * number(interval.low ?? NaN), high: 100 * number(interval.high ?? NaN) };
const share = value => fixed(value, 1);

function showEvaluation(section, place) {
  const summary = block(section, 'summary');
  const { arms } = summary;
  add(place, 
    facts(
      ['model', summary.model.name, summary.model.hash ? `hash ${summary.model.hash.slice(0, 12)}` : null],
      ['items', whole(summary.items)],
      ['arms', whole(arms.length)],
      summary.seed === null || summary.seed === undefined ? null : ['seed', String(summary.seed)]),
    summary.tasks ? el('p', null, summary.tasks) : null,
    figure({
      title: 'How often each was right',
      seen: `Share of the items answered right, in percent; the dot is what was measured, the line its interval of 95 %.`,
      unseen: 'other tasks and other models. Arms answered the same items, so overlapping intervals do not settle a comparison: the paired differences below do.',
      draw: width => forest(width, arms.map((arm, at) => ({ label: arm.name, ...pointsOf(arm.accuracy), colour: colour(at) })), { label: 'right, in percent', format: share, ariaLabel: 'Accuracy of each arm with its interval' }),
    }),
    intervalNote(),
    armTable(arms));
  showCurves(arms, place);
  showComparisons(summary.comparisons ?? [], arms, place);
  showDifficulty(arms, place);
  showSignals(summary.signals ?? [], place);
  if (summary.command) {
    add(place, el('h3', null, 'To measure it again'), el('pre', null, summary.command));
  }
}

function intervalNote() {
  return el('details', null,
    el('summary', null, 'What an interval means'),
    el('p', null, 'Had other items of the same kind been drawn, another number would have been measured. An interval of 95 % is made so that, over many such draws, 19 in 20 of them hold the number that endless items would give. It covers the draw of the items, and nothing else: not a mistake in the tasks, nor another kind of task.'),
    el('p', null, 'Where the interval of a paired difference lies on one side of zero, the arms differ beyond the luck of the draw. Where it holds zero, they may be equal, or the items were too few to tell.'));
}

function armTable(arms) {
  return table('The arms; tokens, seconds and calls are means of an item.', [
    { name: 'arm', wide: true, value: arm => el('span', null, el('b', null, arm.name), arm.description ? el('small', null, ` ${arm.description}`) : null) },
    { name: 'items', number: true, value: arm => whole(arm.items) },
    { name: 'right, %', number: true, value: arm => share(pointsOf(arm.accuracy).value) },
    { name: '95 %', number: true, value: arm => range(pointsOf(arm.accuracy), share) },
    { name: 'tokens', number: true, value: arm => fixed(arm.tokens, 1) },
    { name: 'prefill', number: true, value: arm => fixed(arm.prefillTokens, 1) },
    { name: 'seconds', number: true, value: arm => fixed(arm.seconds, 2) },
    { name: 'tool calls', number: true, value: arm => fixed(arm.toolCalls, 2) },
    { name: 'errors', number: true, value: arm => whole(arm.errors) },
  ], arms);
}

function showCurves(arms, place) {
  const series = arms.map(arm => ({
    name: arm.name,
    points: (arm.curve?.length ? arm.curve : [{ tokens: arm.tokens, accuracy: arm.accuracy }]).map(point => ({ x: number(point.tokens ?? NaN), ...pointsOf(point.accuracy) })),
  }));
  const spent = series.flatMap(one => one.points.map(point => point.x)).filter(x => isDrawn(x) && x > 0);
  if (spent.length < 2) {
    return;
  }

  const [least, most] = [Math.min(...spent), Math.max(...spent)];
  add(place, figure({
    title: 'What the tokens buy',
    legend: legend(series.map((one, at) => [one.name, colour(at)])),
    seen: 'Share right against the mean tokens that an item cost, had each arm stopped after one sample or attempt, after two, and so on. Fair comparisons are up and down: at equal tokens.',
    unseen: 'tokens of the prompt that were read, and time; see the table. Points of a curve rest on the same answers, so that they rise and fall together.',
    draw: width => lines(width, series, {
      x: { label: 'tokens an item (log scale)', type: 'log', domain: [least / 1.15, most * 1.15], ticks: tokenTicks(least, most, width) },
      y: { label: 'right, in percent', format: share },
      xFormat: value => whole(value),
      ariaLabel: 'Accuracy against tokens spent',
    }),
  }));
}

function tokenTicks(least, most, width) {
  const ticks = [1, 2, 5].flatMap(first => Array.from({ length: 9 }, (_, power) => first * 10 ** power)).filter(tick => tick >= least / 1.15 && tick <= most * 1.15).sort((a, b) => a - b);
  return ticks.length > 1 ? ticks.slice(0, Math.max(2, Math.floor(width / 50))) : [Math.round(least), Math.round(most)];
}

function showComparisons(comparisons, arms, place) {
  if (comparisons.length === 0) {
    return;
  }

  const tone = comparison => colour(Math.max(0, arms.findIndex(arm => arm.name === comparison.arm)));
  const rows = part => comparisons.filter(comparison => comparison[part] && !(part === 'atEqualTokens' && comparison.equalTokensOutOfRange)).map(comparison => ({ label: `${comparison.arm} against ${comparison.baseline}`, ...pointsOf(comparison[part]), colour: tone(comparison) }));
  add(place, figure({
    title: 'Differences, item by item',
    seen: 'Points by which an arm is above its baseline on the same items, with intervals of 95 %. Right of the line it is better.',
    unseen: 'what the difference cost: an arm that writes more tokens should be better. The next figure takes that into account where it can.',
    draw: width => forest(width, rows('difference'), { label: 'difference in points', format: value => signed(value, 1), reference: 0, ariaLabel: 'Paired differences with intervals' }),
  }));
  if (rows('atEqualTokens').length > 0) {
    add(place, figure({
      title: 'Differences at equal tokens',
      seen: 'The same, against the best that the baselines reach with no more tokens than the arm spent.',
      unseen: 'comparisons where one arm spends more than the other ever did; they would have to be guessed.',
      draw: width => forest(width, rows('atEqualTokens'), { label: 'difference in points', format: value => signed(value, 1), reference: 0, ariaLabel: 'Paired differences at equal tokens' }),
    }));
  }

  add(place, table('Won and lost are items that one arm alone answered right. p is of an exact test of these, in brackets before it was adjusted by Holm for the number of comparisons.', [
    { name: 'arm', wide: true, value: one => el('span', null, one.arm, el('small', null, ` against ${one.baseline}`)) },
    { name: 'difference', number: true, value: one => signed(pointsOf(one.difference).value, 1) },
    { name: '95 %', number: true, value: one => range(pointsOf(one.difference), value => signed(value, 1)) },
    { name: 'won', number: true, value: one => whole(one.won) },
    { name: 'lost', number: true, value: one => whole(one.lost) },
    { name: 'p', number: true, value: one => `${chance(one.adjustedPValue)} (${chance(one.pValue)})` },
    { name: 'at equal tokens', number: true, value: one => one.atEqualTokens ? signed(pointsOf(one.atEqualTokens).value, 1) + (one.equalTokensOutOfRange ? ' (out of range)' : '') : one.equalTokensOutOfRange ? 'out of range' : '–' },
    { name: 'items needed', number: true, value: one => whole(one.itemsNeeded) },
  ], comparisons), el('p', { class: 'source' }, '“Items needed” is how many items would show a difference of this size with good power; where it is more than were asked, no difference was to be expected.'));
}

function showDifficulty(arms, place) {
  const series = arms.map(arm => ({ name: arm.name, points: (arm.byDifficulty ?? []).map(one => ({ x: one.difficulty, ...pointsOf(one.accuracy) })) }));
  const levels = [...new Set(series.flatMap(one => one.points.map(point => point.x)))].sort((a, b) => a - b);
  if (levels.length < 2) {
    return;
  }

  add(place, figure({
    title: 'By difficulty',
    legend: legend(series.map((one, at) => [one.name, colour(at)])),
    seen: 'Share right among the items of each difficulty, with intervals of 95 %; arms are set apart a little so that their lines can be told.',
    unseen: 'paired differences within a difficulty. Each point rests on a part of the items, so its interval is wider than those above.',
    draw: width => lines(width, series, { x: { label: 'difficulty', ticks: levels }, y: { label: 'right, in percent', format: share }, apart: true, xFormat: value => String(value), ariaLabel: 'Accuracy by difficulty' }),
  }));
}

function showSignals(signals, place) {
  if (signals.length === 0) {
    return;
  }

  const names = [...new Set(signals.map(signal => signal.name))];
  add(place, figure({
    title: 'Which signals tell right from wrong',
    seen: 'Area under the curve of each signal: the probability that a right answer stands above a wrong one. At the line, 0.5, it is chance; 1 is perfect.',
    unseen: 'whether a signal adds anything to another, and where a threshold would lie; a calibration tells that.',
    draw: width => forest(width, signals.map(signal => ({ label: `${signal.name} (${signal.arm})`, value: signal.area.value, low: signal.area.low, high: signal.area.high, colour: colour(names.indexOf(signal.name)) })), { label: 'area under the curve', format: value => fixed(value, 2), reference: 0.5, ariaLabel: 'Areas under the curve of signals' }),
  }));
}
