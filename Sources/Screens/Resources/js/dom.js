// Building and changing the document. No markup is ever parsed from text, so none can be smuggled in.

const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    // Custom properties go through the object model: the content policy forbids style attributes.
    if (name.startsWith('--')) element.style.setProperty(name, value);
    else if (name === 'touch') element.dataset.touch = JSON.stringify(value);
    else if (name === 'key') element.dataset.key = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** An element by `tag.class.class`, its attributes, its children. */
export function h(name, attributes, ...children) {
  const [tag, ...classes] = name.split('.');
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(' ');
  return fill(element, attributes, children);
}

/** The same for drawings. */
export function s(name, attributes, ...children) {
  const [tag, ...classes] = name.split('.');
  const element = document.createElementNS(SVG, tag);
  if (classes.length) element.setAttribute('class', classes.join(' '));
  return fill(element, attributes, children);
}

/** One of the page's icons. It says nothing by itself: the text beside it does. */
export function icon(name) {
  return s('svg.icon', { 'aria-hidden': 'true' }, s('use', { href: `#i-${name}` }));
}

/**
 * Makes `from` look like `to` and keeps every element that can stay: with it stay focus, scroll position and a
 * drawing's movement. Elements whose `key` differs are replaced.
 */
export function patch(from, to) {
  if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName || from.dataset?.key !== to.dataset?.key) {
    from.replaceWith(to);
    return;
  }
  if (from.nodeType === Node.TEXT_NODE) {
    if (from.data !== to.data) from.data = to.data;
    return;
  }
  for (const name of from.getAttributeNames()) {
    if (name !== 'style' && !to.hasAttribute(name)) from.removeAttribute(name);
  }
  for (const name of to.getAttributeNames()) {
    const value = to.getAttribute(name);
    if (name !== 'style' && from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  if (from.style.cssText !== to.style.cssText) from.style.cssText = to.style.cssText;
  const wanted = [...to.childNodes];
  for (const [index, child] of wanted.entries()) {
    const present = from.childNodes[index];
    if (present) patch(present, child);
    else from.append(child);
  }
  while (from.childNodes.length > wanted.length) from.lastChild.remove();
}
