// A calibration: how far its probabilities can be trusted, and why.

function showCalibration(section, place) {
  const { model, answer, step, thresholds, evidence, createdBy } = block(section, 'calibration');
  add(place, 
    facts(
      ['model', model.name, model.hash ? `hash ${model.hash.slice(0, 12)}` : null],
      ['answers', whole(evidence.answers), `${whole(evidence.right)} of them right`],
      ['held out', whole(evidence.heldOut), 'for thresholds and reliability alone'],
      ['calibration error', fixed(evidence.calibrationError), 'expected, on the held-out answers']),
    evidence.incomplete > 0 ? el('p', null, `${plural(evidence.incomplete, 'answer was', 'answers were')} left out for want of a feature that others have.`) : null,
    figure({
      title: 'Models side by side',
      seen: 'Area under the curve of models that rest on more and more: the probability that a right answer is ranked above a wrong one, on answers that the model was not fitted on. At the line it is chance. The last row is the model that judges, on the answers held out.',
      unseen: 'whether their probabilities are right; that is the reliability below.',
      draw: width => forest(width, candidates(evidence), { label: 'area under the curve', format: value => fixed(value, 3), reference: 0.5, ariaLabel: 'Models with intervals' }),
    }));
  showGains(evidence.gains, place);
  showReliability(evidence, place);
  showThresholds(thresholds, place);
  showWeights('What the answer model weighs', answer, place);
  if (step) {
    showWeights('What the step model weighs', step, place);
  }

  showStepEvidence(evidence, place);
  if (evidence.dropped?.length > 0) {
    add(place, el('details', null, el('summary', null, `${plural(evidence.dropped.length, 'feature')} measured and not used`), table('Features that are not used, and why.', [
      { name: 'feature', value: one => el('code', null, one.name) },
      { name: 'reason', wide: true, value: one => one.reason },
    ], evidence.dropped)));
  }

  if (createdBy) {
    add(place, el('h3', null, 'To make it again'), el('pre', null, createdBy));
  }
}

function candidates({ models, final }) {
  return [...models, final].map((one, at) => ({ label: `${one.name}${one === final ? ', held out' : ''} (${plural(one.features, 'feature')})`, ...one.auc, colour: colour(one === final ? 2 : at === 0 ? 6 : 0) }));
}

function showGains(gains, place) {
  if (gains.length === 0) {
    return;
  }

  const rows = part => gains.map(gain => ({ label: `${words(gain.group)}${gain.isKept ? '' : ' (not kept)'}`, ...gain[part], colour: gain.isKept ? colour(2) : colour(6) }));
  add(place, 
    figure({
      title: 'What each group of features adds',
      seen: 'By how much the log-loss falls when a group is added, in nats; a group is kept where the whole interval lies right of zero.',
      unseen: 'what a group would add to other features than those it was added to.',
      draw: width => forest(width, rows('logLoss'), { label: 'gain of log-loss', format: value => signed(value, 4), reference: 0, ariaLabel: 'Gains of log-loss' }),
    }),
    figure({
      seen: 'The same as a gain of the area under the curve.',
      draw: width => forest(width, rows('auc'), { label: 'gain of the area', format: value => signed(value, 3), reference: 0, ariaLabel: 'Gains of area' }),
    }));
}

// Wilson's interval of a share.
function shareInterval(part, count) {
  const z = 1.959964;
  const middle = (part + z * z / (2 * count)) / (1 + z * z / count);
  const half = z / (1 + z * z / count) * Math.sqrt(part * (1 - part) / count + z * z / (4 * count * count));
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

function showReliability({ reliability, heldOut, calibrationError }, place) {
  const bins = reliability.filter(bin => bin.count > 0).map(bin => ({ ...bin, ...shareInterval(bin.observed, bin.count) }));
  if (bins.length === 0) {
    return;
  }

  add(place, figure({
    title: 'Does 80 % mean 80 %?',
    seen: `${plural(heldOut, 'held-out answer')} in bins by predicted probability: across what was predicted, upwards what share was right, with Wilson’s intervals of 95 %. On the diagonal a probability means what it says. The mean distance from it, the expected calibration error, is ${fixed(calibrationError)}.`,
    unseen: 'probabilities under other tasks or temperatures. The error is never 0 even for perfect probabilities, since bins hold few answers.',
    draw: width => {
      const size = Math.min(width, 460);
      const format = value => percent(value, 0);
      return chart({
        width: size,
        height: size - 10,
        ariaLabel: 'Reliability of the probabilities',
        x: { label: 'predicted probability', labelAnchor: 'center', labelArrow: 'none', domain: [0, 1], ticks: 5, tickFormat: format, inset: 6 },
        y: { label: 'share that was right', labelArrow: 'none', domain: [0, 1], ticks: 5, tickFormat: format, grid: true, inset: 6 },
        marks: [
          Plot.line([[0, 0], [1, 1]], { stroke: 'var(--muted)', strokeDasharray: '5 4' }),
          Plot.ruleX(bins, { x: 'predicted', y1: 'low', y2: 'high', stroke: colour(0), strokeWidth: 2.5, strokeOpacity: 0.5 }),
          Plot.line(bins, { x: 'predicted', y: 'observed', stroke: colour(0), strokeOpacity: 0.6 }),
          Plot.dot(bins, { x: 'predicted', y: 'observed', fill: colour(0), r: 5, title: bin => `${plural(bin.count, 'answer')}\npredicted ${percent(bin.predicted)}\nright ${percent(bin.observed)} (${range(bin, percent)})`, tip: true }),
        ],
      });
    },
  }));
}

function showThresholds(thresholds, place) {
  add(place, el('h3', null, 'From where on turns are accepted'), table('The guarantee: of wrong answers drawn as the held-out ones were, at most this share is accepted, with this confidence over their draw. The first row counts where nothing else is said.', [
    { name: 'wrong, at most', number: true, value: one => percent(one.falseAcceptRate) },
    { name: 'confidence', number: true, value: one => percent(one.confidence, 0) },
    { name: 'from', number: true, value: one => one.probability > 1 ? 'nothing is' : fixed(one.probability) },
    { name: 'wrong accepted', number: true, value: one => `${whole(one.acceptedWrong)} of ${whole(one.heldOutWrong)}` },
    { name: 'right accepted', number: true, value: one => `${whole(one.acceptedRight)} of ${whole(one.heldOutRight)}` },
    { name: 'of the right', number: true, value: one => percent(one.acceptedRight / one.heldOutRight) },
  ], thresholds), el('p', { class: 'source' }, 'It says nothing of other tasks, models or temperatures.'));
}

function showWeights(title, model, place) {
  const weights = [...model.weights].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  if (weights.length === 0) {
    return;
  }

  add(place, 
    figure({
      title,
      seen: 'Change of the log-odds of being right by one standard deviation of each feature. Right of the line speaks for an answer, left against it.',
      unseen: 'causes: features go together, and share a weight between them.',
      draw: width => forest(width, weights.slice(0, 24).map(one => ({ label: one.name, value: one.weight, colour: one.weight < 0 ? 'var(--bad)' : 'var(--good)' })), { label: 'weight', format: value => signed(value, 2), reference: 0, ariaLabel: title }),
    }),
    el('details', null, el('summary', null, 'All numbers of the model'), table(`Intercept ${fixed(model.intercept)}: the log-odds where every feature is at its mean.`, [
      { name: 'feature', value: one => el('code', null, one.name) },
      { name: 'weight', number: true, value: one => signed(one.weight) },
      { name: 'mean', number: true, value: one => fixed(one.mean, 4) },
      { name: 'deviation', number: true, value: one => fixed(one.scale, 4) },
    ], weights)));
}

function showStepEvidence({ steps, heads }, place) {
  if (steps) {
    const rows = [{ label: 'step model', ...steps.auc, colour: colour(2) }, ...steps.alone.map(one => ({ label: `${one.name} alone`, ...one.auc, colour: colour(6) }))];
    add(place, 
      figure({
        title: 'Finding the step that went wrong',
        seen: `Area under the curve over ${plural(steps.steps, 'step')} of known truth, ${whole(steps.wrongSteps)} of them wrong, of problems that the model was not fitted on.`,
        unseen: 'steps whose truth could not be known.',
        draw: width => forest(width, rows, { label: 'area under the curve', format: value => fixed(value, 3), reference: 0.5, ariaLabel: 'Step models with intervals' }),
      }),
      el('p', null, `In ${percent(steps.hitRate.value)} of the wrong answers (${range(steps.hitRate, percent)}) the least trusted step is the first wrong one; a step drawn at random would be in ${percent(steps.chance)}.`));
  }

  if (heads) {
    add(place, figure({
      title: 'Heads picked, or all of them',
      seen: 'Area under the curve of the highest influence, by a few picked heads and by all, on answers that they were not picked on.',
      draw: width => forest(width, [{ label: 'picked heads', ...heads.picked }, { label: 'all heads', ...heads.all, colour: colour(6) }], { label: 'area under the curve', format: value => fixed(value, 3), reference: 0.5, ariaLabel: 'Picked heads against all' }),
    }));
  }
}
