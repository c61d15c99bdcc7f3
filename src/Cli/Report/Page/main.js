// Puts the page together: a section for each file.

const show = { turns: showTurns, inspection: showInspection, evaluation: showEvaluation, calibration: showCalibration };
const page = block(0, 'page');
const content = document.getElementById('content');
const contents = document.getElementById('sections');
document.getElementById('made').textContent = `Made ${page.made} with skreasoning ${page.version ?? ''}. ${page.sections.length === 1 ? `From ${page.sections[0].file}.` : `From ${page.sections.length} files.`}`;
document.getElementById('foot').append(el('p', null, 'One file that loads nothing: its data, style and scripts are inside. Charts by Observable Plot and D3, whose licences are at its head.'));

contents.hidden = page.sections.length < 2;
page.sections.forEach((part, at) => {
  const place = el('section', { id: `section-${at}` });
  if (page.sections.length > 1) {
    place.append(el('h2', null, part.title), el('p', { class: 'source' }, `From ${part.file}`));
    contents.append(el('a', { href: `#section-${at}` }, part.title));
  }

  content.append(place);
  show[part.kind](at, place);
});

document.getElementById('theme').addEventListener('click', () => {
  const root = document.documentElement;
  const isDark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = isDark ? 'light' : 'dark';
});
