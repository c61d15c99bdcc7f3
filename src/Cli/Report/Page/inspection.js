// A finished text as a model read it.

const mostRowsOfHeat = 80;

function showInspection(section, place) {
  const text = block(section, 'text');
  const count = text.ids.length;
  const tokens = text.ids.map((id, i) => ({ id, text: text.texts?.[i], logProbability: text.logProbability[i], entropy: text.entropy[i], rank: text.rank?.[i] }));
  const response = text.logProbability.slice(text.promptTokens);
  add(place, 
    facts(
      ['model', text.model, `${text.architecture}, ${text.layers} layers of ${text.heads} heads`],
      ['tokens', whole(count), `${whole(text.promptTokens)} of them the prompt`],
      ['steps', whole(text.steps.length)],
      ['mean confidence', percent(Math.exp(mean(response.filter(isDrawn))))]),
    el('h3', null, 'The text, by how sure the model was'),
    confidenceLegend());
  if (text.texts) {
    const [prompt, more] = tokenText(tokens.slice(0, text.promptTokens), 0, 'prompt');
    add(place, el('details', null, el('summary', null, `The prompt, ${plural(text.promptTokens, 'token')}`), prompt, more));
  }

  const list = el('ol', { class: 'steps' });
  add(place, 
    ...growing(text.steps, 60, ([first, length], i) => inspectedStep(tokens.slice(first, first + length), first, i, text), 'steps', list),
    el('p', { class: 'source' }, 'Touch a token, or move with the arrow keys, for its numbers: rank 1 is the most probable token, entropy is that of the distribution it was drawn from. What is coloured was unlikely to be written here by this model; that is not the same as wrong.'));
  const influence = block(section, 'influence');
  if (influence) {
    showAttention(section, influence, text.steps.length + 1, place);
  } else {
    add(place, el('p', null, 'The model has no attention that could be read.'));
  }

  showSpectra(block(section, 'spectra'), place);
}

function inspectedStep(tokens, firstToken, index, text) {
  const logProbabilities = tokens.map(token => token.logProbability).filter(isDrawn);
  return stepItem({
    index,
    firstToken,
    tokens,
    tokenCount: tokens.length,
    text: text.stepTexts[index],
    spelled: text.texts ? el('div', null, ...tokenText(tokens, firstToken, 'text')) : undefined,
    meanLogProbability: mean(logProbabilities),
    weakestLogProbability: logProbabilities.length > 0 ? Math.min(...logProbabilities) : NaN,
    meanEntropy: mean(tokens.map(token => token.entropy).filter(isDrawn)),
  });
}

function showAttention(section, influence, steps, place) {
  const group = Math.ceil(steps / mostRowsOfHeat);
  const layers = influence.layers;
  const state = { layer: layers[Math.floor(layers.length / 2)], head: 'mean', distance: Math.min(4, influence.byDistance.length), prompt: false };
  let heads = block(section, `layer-${state.layer}`);
  const map = figure({
    title: 'What each step attends to',
    legend: el('div', { class: 'legend' }, el('span', null, 'little ', el('span', { class: 'ramp' }), ' most in this map')),
    seen: `Mean attention of a step’s tokens to an earlier step’s, or its own. The colour grows with the square root, so that small shares show.${group > 1 ? ` Each cell is the mean of ${group} × ${group} steps.` : ''}`,
    unseen: 'attention inside a step token by token. Attention tells where a model looks, not what it does with it.',
    draw: width => heat(width, grouped(picked(heads, state.head), group), { group, firstKey: state.prompt ? 0 : 1, ariaLabel: `Attention between steps, layer ${state.layer}, head ${state.head}` }),
  });
  const stem = figure({
    title: 'Influence along the answer',
    legend: legend([['largest of all heads', colour(0)], ['layer and head chosen above', colour(1)]]),
    seen: 'Forward context influence: the sum of what all steps at least Δ later attend to a step.',
    unseen: 'steps that nothing comes that much after. A sum grows with the number of later steps, so early steps have more to gain.',
    draw: width => stems(width, influence.byDistance[state.distance - 1], { label: `FCI, Δ ${state.distance}`, ariaLabel: `Influence at distance ${state.distance}`, other: forward(picked(heads, state.head), state.distance) }),
  });
  const change = part => value => {
    state[part] = part === 'head' && value === 'mean' ? value : Number(value);
    if (part === 'layer') {
      heads = block(section, `layer-${state.layer}`);
    }

    map.redraw();
    stem.redraw();
  };
  const prompt = el('input', { type: 'checkbox', onchange: () => change('prompt')(prompt.checked ? 1 : 0) });
  const numbers = count => Array.from({ length: count }, (_, i) => [i, String(i)]);
  add(place, 
    map,
    el('div', { class: 'controls heads' },
      choice('Layer', layers.map(layer => [layer, String(layer)]), state.layer, change('layer')),
      choice('Head', [['mean', 'mean of all'], ...numbers(influence.heads)], state.head, change('head')),
      choice('Δ of the influence', influence.byDistance.map((_, i) => [i + 1, String(i + 1)]), state.distance, change('distance')),
      el('label', { class: 'check' }, prompt, 'with the prompt')),
    stem);
}

function picked(heads, head) {
  return head === 'mean'
    ? heads[0].map((row, query) => row.map((_, key) => heads.reduce((sum, one) => sum + one[query][key], 0) / heads.length))
    : heads[head];
}

function forward(rows, distance) {
  return rows.map((_, key) => key + distance < rows.length ? rows.slice(key + distance).reduce((sum, row) => sum + row[key], 0) : null);
}

function grouped(rows, group) {
  if (group === 1) {
    return rows;
  }

  const count = Math.ceil(rows.length / group);
  return Array.from({ length: count }, (_, query) => Array.from({ length: query + 1 }, (_, key) =>
    mean(rows.slice(query * group, (query + 1) * group).flatMap(row => row.slice(key * group, (key + 1) * group)))));
}

function showSpectra(spectra, place) {
  const definitions = [['sound', 'sound'], ['paper', 'as in the paper'], ['compat', 'as in the paper’s program']];
  const measured = Object.values(spectra).some(part => definitions.some(([name]) => part[name].some(one => one)));
  if (!measured) {
    return;
  }

  const stage = el('div');
  const state = { part: 'whole', mode: 'sound' };
  const change = name => value => {
    state[name] = value;
    draw();
  };
  add(place, 
    el('h3', null, 'Spectra of attention'),
    el('div', { class: 'controls' },
      choice('Text', [['whole', 'prompt and response'], ['response', 'response alone']], state.part, change('part')),
      choice('Definition', definitions, state.mode, change('mode'))),
    stage);
  draw();

  function draw() {
    const rows = spectra[state.part][state.mode].flatMap((one, layer) => one ? [{ ...one, layer }] : []);
    stage.replaceChildren(table('Signatures of the layers that were looked into. All depend on the number of tokens N: compare texts of about equal length.', spectraColumns([
      { name: 'layer', number: true, value: one => whole(one.layer) },
      { name: 'N', number: true, value: one => whole(one.n) },
    ], { hfer: 'hfer', entropy: 'spectralEntropy' }), rows));
    if (rows.length > 2) {
      stage.append(figure({
        seen: 'Fiedler value, high-frequency share and smoothness by layer.',
        unseen: 'layers that were not asked for.',
        legend: legend([['Fiedler', colour(0)], ['high-frequency share', colour(1)], ['smoothness', colour(2)]]),
        draw: width => lines(width, [['Fiedler', 'fiedler'], ['high-frequency share', 'hfer'], ['smoothness', 'smoothness']].map(([name, part]) => ({
          name, points: rows.map(one => ({ x: one.layer, value: one[part] })),
        })), { x: { label: 'layer' }, y: { label: 'value', format: value => fixed(value, 2) }, xFormat: value => whole(value), ariaLabel: 'Spectra by layer' }),
      }));
    }
  }
}
