// Updates the status page without a reload: asks for the page again every 1.25 seconds and changes what differs.
// What a reader has opened stays open, focus and scroll position stay. Without this script the page reloads itself.

const EVERY_MS = 1_250;
const PATIENCE_MS = 10_000;

let timer;
let isUnderWay = false;

async function update() {
  if (isUnderWay) return;
  isUnderWay = true;
  try {
    const response = await fetch(location.pathname, {
      cache: 'no-store',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const next = new DOMParser().parseFromString(await response.text(), 'text/html');
    document.title = next.title;
    changeChildren(document.body, next.body);
  } catch {
    const note = document.getElementById('connection');
    if (note && !note.textContent) note.textContent = 'The agent does not answer. This page is old.';
  } finally {
    isUnderWay = false;
    schedule();
  }
}

/** A hidden page sends no requests. */
function schedule() {
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(update, EVERY_MS);
}

/** Makes the children of `into` like those of `from`. Elements with an id are recognised by it, others by their place. */
function changeChildren(into, from) {
  let at = into.firstChild;
  for (const wanted of [...from.childNodes]) {
    const known = wanted.id ? [...into.children].find(({ id }) => id === wanted.id) : at;
    if (known && isSame(known, wanted)) {
      if (known === at) at = at.nextSibling;
      else into.insertBefore(known, at);
      change(known, wanted);
    } else {
      const added = document.importNode(wanted, true);
      if (added.nodeType === Node.ELEMENT_NODE) fold(added);
      into.insertBefore(added, at);
    }
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

function isSame(one, other) {
  return one.nodeName === other.nodeName && (one.id ?? '') === (other.id ?? '');
}

function change(node, wanted) {
  if (node.nodeType !== Node.ELEMENT_NODE) {
    if (node.nodeValue !== wanted.nodeValue) node.nodeValue = wanted.nodeValue;
    return;
  }
  for (const { name } of [...node.attributes])
    if (!wanted.hasAttribute(name) && !isReaders(node, name)) node.removeAttribute(name);
  for (const { name, value } of wanted.attributes)
    if (node.getAttribute(name) !== value && !isReaders(node, name)) node.setAttribute(name, value);
  changeChildren(node, wanted);
}

/** Whether an element is unfolded is for the reader to say. */
function isReaders(node, attribute) {
  return node.nodeName === 'DETAILS' && attribute === 'open';
}

/** New rows are folded, so that the page does not move far while somebody reads. */
function fold(element) {
  for (const details of [element, ...element.querySelectorAll('details[open]')])
    if (details.nodeName === 'DETAILS') details.removeAttribute('open');
}

document.addEventListener('visibilitychange', () => {
  if (document.hidden) clearTimeout(timer);
  else void update();
});
schedule();
