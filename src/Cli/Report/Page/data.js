// The blocks of data in this file, each parsed when it is looked at and not kept.

function block(section, name) {
  const element = document.getElementById(`data-${section}-${name}`);
  return element ? JSON.parse(element.textContent) : null;
}
