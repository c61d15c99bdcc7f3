// Turn reports: what they come to, a list in pages, and the turn that is picked.

const turnsOfPage = 15;
const turnFilters = { all: () => true, rejected: turn => !turn.accepted, retried: turn => turn.attempts > 1 };

function showTurns(section, place) {
  const turns = block(section, 'index').map((turn, at) => ({ ...turn, at }));
  const sum = part => turns.reduce((total, turn) => total + part(turn), 0);
  const [accepted, retried, written, retry] = [sum(turn => turn.accepted), sum(turn => turn.attempts > 1), sum(turn => turn.tokens), sum(turn => turn.retryTokens)];
  const detail = el('div', { class: 'turn' });
  const list = el('div');
  let [shown, page, picked] = [turns, 0, -1];

  if (turns.length > 1) {
    add(place, facts(
      ['turns', whole(turns.length)],
      ['accepted', whole(accepted), percent(accepted / turns.length, 0)],
      ['tried again', whole(retried), percent(retried / turns.length, 0)],
      ['tokens of kept attempts', whole(written)],
      ['tokens written in retries', whole(retry)]));
    add(place, el('div', { class: 'controls' }, choice('Turns', [['all', 'all'], ['rejected', 'rejected'], ['retried', 'tried again']], 'all', filter => {
      [shown, page] = [turns.filter(turnFilters[filter]), 0];
      drawList();
    })));
    add(place, list);
  }

  add(place, detail);
  const first = turns.find(turn => turn.attempts > 1) ?? turns[0];
  page = Math.floor(first.at / turnsOfPage);
  pick(first.at);

  function pick(at) {
    picked = at;
    detail.replaceChildren();
    showTurn(block(section, `turn-${at}`), at, detail);
    drawList();
  }

  function drawList() {
    const pages = Math.max(1, Math.ceil(shown.length / turnsOfPage));
    const move = by => () => {
      page += by;
      drawList();
    };
    list.replaceChildren(
      table('All turns; of each the attempt that was kept.', [
        { name: 'turn', value: turn => el('button', { type: 'button', 'aria-label': `Show turn ${turn.at + 1}`, onclick: () => pick(turn.at) }, String(turn.at + 1)) },
        { name: 'verdict', value: turn => verdict(turn.accepted) },
        { name: 'attempts', number: true, value: turn => whole(turn.attempts) },
        { name: 'tokens', number: true, value: turn => whole(turn.tokens) },
        { name: 'in retries', number: true, value: turn => whole(turn.retryTokens) },
        { name: 'mean p', number: true, value: turn => percent(turn.mean) },
        { name: 'weakest p', number: true, value: turn => percent(turn.weakest) },
        { name: 'its end', wide: true, value: turn => turn.excerpt },
      ], shown.slice(page * turnsOfPage, (page + 1) * turnsOfPage), turn => turn.at === picked),
      el('div', { class: 'pages' },
        el('button', { type: 'button', disabled: page === 0, onclick: move(-1) }, '← page before'),
        `page ${page + 1} of ${pages}, ${plural(shown.length, 'turn')}`,
        el('button', { type: 'button', disabled: page + 1 >= pages, onclick: move(1) }, 'next page →')));
  }
}

function verdict(accepted) {
  return el('span', { class: `verdict ${accepted ? 'accepted' : 'rejected'}` }, accepted ? 'accepted' : 'rejected');
}
