// Elements of the page. Texts only ever become text nodes.

function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }

  add(element, ...children);
  return element;
}

function add(parent, ...children) {
  parent.append(...children.flat().filter(child => child !== null && child !== undefined));
}

// Columns are {name, number, wide, value(row)}; a value is a text or an element.
function table(caption, columns, rows, current) {
  return el('div', { class: 'table' }, el('p', { class: 'caption' }, caption), el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    el('table', null,
      el('thead', null, el('tr', null, columns.map(column => el('th', { scope: 'col', class: column.number ? 'number' : null }, column.name)))),
      el('tbody', null, rows.map(row => el('tr', { 'aria-current': current?.(row) ? 'true' : null },
        columns.map(column => el('td', { class: column.number ? 'number' : column.wide ? 'wide' : null }, column.value(row)))))))));
}

// A chart that is drawn anew when its width changes. Returns the element; its redraw() draws other data.
function figure({ title, level, seen, unseen, draw, legend }) {
  const stage = el('div', { class: 'stage' });
  const element = el('figure', null,
    title ? el(level ?? 'h3', null, title) : null,
    legend ?? null,
    stage,
    el('figcaption', null, el('p', null, seen), unseen ? el('p', null, el('b', null, 'Not shown: '), unseen) : null));
  let width = 0;
  element.redraw = () => {
    if (width > 0) {
      stage.replaceChildren(draw(width));
    }
  };
  new ResizeObserver(([entry]) => {
    const now = Math.floor(entry.contentRect.width);
    if (now !== width) {
      width = now;
      requestAnimationFrame(element.redraw);
    }
  }).observe(stage);
  return element;
}

function facts(...pairs) {
  return el('dl', { class: 'facts' }, pairs.filter(pair => pair).map(([name, value, more]) =>
    el('div', null, el('dt', null, name), el('dd', null, value, more ? el('small', null, more) : null))));
}

// Options are [value, text].
function choice(label, options, value, change) {
  const select = el('select', { onchange: () => change(select.value) },
    options.map(([key, text]) => el('option', { value: key, selected: String(key) === String(value) }, text)));
  return el('label', null, label, select);
}

function legend(items) {
  return el('div', { class: 'legend' }, items.map(([text, colour, name]) => {
    const mark = el('i', { class: name });
    if (colour) {
      mark.style.background = colour;
    }

    return el('span', null, mark, text);
  }));
}

// Shows what describe(element) says of what lies under the pointer, is tapped, or is reached by the arrow keys.
function describeItems(container, selector, describe) {
  const tip = document.getElementById('tip');
  let picked = null;
  const show = item => {
    picked?.classList.remove('picked');
    picked = item;
    tip.hidden = !item;
    if (item) {
      item.classList.add('picked');
      tip.textContent = describe(item);
      const [place, size] = [item.getBoundingClientRect(), tip.getBoundingClientRect()];
      tip.style.left = `${Math.max(8, Math.min(place.left, innerWidth - size.width - 8))}px`;
      tip.style.top = `${place.top > size.height + 12 ? place.top - size.height - 6 : place.bottom + 6}px`;
    }
  };
  container.tabIndex = 0;
  container.addEventListener('pointerover', event => show(event.target.closest(selector)));
  container.addEventListener('click', event => show(event.target.closest(selector)));
  container.addEventListener('pointerleave', () => show(null));
  container.addEventListener('blur', () => show(null));
  container.addEventListener('keydown', event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const items = [...container.querySelectorAll(selector)];
      show(items[Math.max(0, Math.min(items.length - 1, items.indexOf(picked) + step))]);
    } else if (event.key === 'Escape') {
      show(null);
    }
  });
}

// A list too long to be shown at once: items are made as they are asked for.
function growing(items, most, make, what, parent) {
  let shown = 0;
  const more = el('button', { type: 'button', onclick: () => grow() });
  const grow = () => {
    const next = items.slice(shown, shown + most);
    parent.append(...next.map((item, i) => make(item, shown + i)));
    shown += next.length;
    more.hidden = shown >= items.length;
    more.textContent = `Show more ${what} (${shown} of ${items.length})`;
  };
  grow();
  return [parent, more];
}
