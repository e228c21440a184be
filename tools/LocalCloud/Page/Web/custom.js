// Custom widgets: HTML of a function, taken apart and made again from what is known to be harmless, in a shadow tree of its own.
// No script, no frame, no link but of the web, no load (the page's policy forbids it), styles only of the widget's own tree.
import { el } from './dom.js';
import { markdown } from './markdown.js';

const HTML = new Set(('a abbr article aside b blockquote br button caption center cite code col colgroup dd del details dfn div dl dt em fieldset figcaption figure font footer form '
  + 'h1 h2 h3 h4 h5 h6 header hr i img input ins kbd label legend li main mark meter nav ol optgroup option output p pre progress q s samp section select small span strong sub '
  + 'summary sup table tbody td textarea tfoot th thead time tr u ul var wbr').split(' '));
const SVG = new Set(('svg g path line polyline polygon rect circle ellipse text tspan title desc defs clippath lineargradient radialgradient stop marker mask pattern symbol').split(' '));
const SVG_CASE = { clippath: 'clipPath', lineargradient: 'linearGradient', radialgradient: 'radialGradient' };
const ATTRIBUTES = new Set(('abbr align alt aria-label aria-hidden aria-describedby aria-labelledby bgcolor border cellpadding cellspacing checked class color cols colspan datetime dir disabled for '
  + 'headers height high hidden href id label lang low max maxlength min multiple name nowrap open optimum placeholder readonly role rows rowspan scope selected size span start summary tabindex '
  + 'title type valign value width '
  + 'clip-path clip-rule cx cy d dominant-baseline dx dy fill fill-opacity fill-rule font-family font-size font-weight gradienttransform gradientunits letter-spacing marker-end marker-start '
  + 'offset opacity pathlength patternunits points preserveaspectratio r rx ry shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin '
  + 'stroke-opacity stroke-width text-anchor transform vector-effect viewbox x x1 x2 y y1 y2 xmlns').split(' '));
const SVG_ATTRIBUTES = { gradienttransform: 'gradientTransform', gradientunits: 'gradientUnits', pathlength: 'pathLength', patternunits: 'patternUnits', preserveaspectratio: 'preserveAspectRatio', viewbox: 'viewBox' };
const LINK = /^(https?:|mailto:|#)/i;

const DEFAULTS = `:host { display: block; contain: layout paint; color: var(--text); font: 13px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
table { border-collapse: collapse; width: 100%; } td, th { padding: 4px 8px; border-bottom: 1px solid var(--line); text-align: left; } th { color: var(--muted); font-weight: 600; }
a { color: var(--accent); } pre { white-space: pre-wrap; overflow-wrap: anywhere; } :focus-visible { outline: 2px solid var(--accent); }
.btn { border: 1px solid var(--line-strong); border-radius: 6px; padding: 4px 10px; background: var(--panel); color: var(--text); cursor: pointer; text-decoration: none; }
.btn-primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); } [data-action] { cursor: pointer; }`;

/**
 * Shows an answer in a host element.
 * @param {(action: {endpoint: string|null, params: object, display: string}) => void} onCall What an action of the widget asks for.
 */
export function show(host, answer, onCall) {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const sheets = [];
  const body = answer.markdown !== undefined ? markdown(answer.markdown)
    : answer.json !== undefined ? el('pre', {}, answer.json)
    : clean(answer.html ?? '', sheets, (action) => act(action, root, onCall));
  root.adoptedStyleSheets = [sheet(DEFAULTS), ...sheets.map(sheet)];
  root.replaceChildren(body);
}

function sheet(text) {
  const made = new CSSStyleSheet();
  made.replaceSync(text.replace(/@import[^;]*;?/gi, ''));
  return made;
}

function clean(html, sheets, onAction) {
  // A document of its own, never shown: nothing in it runs or loads. But the browser complains of handlers and styles in it, which the page's
  // policy forbids: they get other names before it sees them. (xmp is read like style: as text, to its end.)
  const quiet = html.replace(/<(\/?)style\b/gi, '<$1xmp').replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/([\s"'/])(on[a-z]+|style)(?=\s*=)/gi, '$1data-$2'));
  const parsed = new DOMParser().parseFromString(quiet, 'text/html');
  const root = document.createElement('div');
  copy(parsed.head, root, sheets, onAction);
  copy(parsed.body, root, sheets, onAction);
  return root;
}

function copy(from, to, sheets, onAction) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) {
      to.append(node.nodeValue);
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      copyElement(node, to, sheets, onAction);
    }
  }
}

function copyElement(node, to, sheets, onAction) {
  const name = node.localName.toLowerCase();
  if (name === 'xmp') {
    sheets.push(node.textContent);
    return;
  }

  if (name === 'cwdb-action') {
    bind(to.lastElementChild, node, onAction);
    return;
  }

  const isSvg = node.namespaceURI === 'http://www.w3.org/2000/svg';
  if (isSvg ? !SVG.has(name) : !HTML.has(name)) {
    if (!['script', 'iframe', 'object', 'embed', 'use', 'foreignobject', 'template', 'noscript', 'math'].includes(name) && !isSvg) {
      copy(node, to, sheets, onAction); // unknown, but its text may matter
    }

    return;
  }

  const made = isSvg ? document.createElementNS(node.namespaceURI, SVG_CASE[name] ?? name) : document.createElement(name);
  for (const { name: attribute, value } of node.attributes) {
    setAttribute(made, attribute.toLowerCase(), value, isSvg);
  }

  if (name === 'a') {
    made.setAttribute('target', '_blank');
    made.setAttribute('rel', 'noopener noreferrer');
  }

  if (name === 'form') {
    made.addEventListener('submit', (event) => event.preventDefault());
  }

  to.append(made);
  copy(node, made, sheets, onAction);
}

function setAttribute(element, name, value, isSvg) {
  if (name === 'data-style') {
    element.style.cssText = value;
  } else if (name === 'href') {
    if (LINK.test(value.trim())) {
      element.setAttribute('href', value);
    }
  } else if (name === 'src') {
    if (/^data:image\/(png|jpeg|gif|webp);/i.test(value)) {
      element.setAttribute('src', value);
    }
  } else if (ATTRIBUTES.has(name) || (name.startsWith('data-') && !name.startsWith('data-on'))) {
    element.setAttribute(isSvg ? SVG_ATTRIBUTES[name] ?? name : name, value);
  }
}

/** An action belongs to the element before it. */
function bind(element, node, onAction) {
  if (!element) {
    return;
  }

  const action = {
    kind: node.getAttribute('action') === 'call' ? 'call' : 'html',
    display: node.getAttribute('display') === 'popup' ? 'popup' : 'widget',
    endpoint: node.getAttribute('endpoint'),
    confirmation: node.getAttribute('confirmation'),
    content: node.getAttribute('action') === 'call' ? node.textContent : node.innerHTML,
  };
  const event = { dblclick: 'dblclick', mouseenter: 'mouseenter' }[node.getAttribute('event')] ?? 'click';
  element.dataset.action = action.kind;
  const interactive = ['a', 'button', 'input', 'select', 'summary'].includes(element.localName);
  if (event === 'click' && !interactive) {
    if (['tr', 'td', 'th'].includes(element.localName) === false) {
      element.setAttribute('role', 'button');
    }

    element.tabIndex = 0;
    element.addEventListener('keydown', (key) => {
      if (key.key === 'Enter' || key.key === ' ') {
        key.preventDefault();
        onAction(action);
      }
    });
  }

  element.addEventListener(event, (occurred) => {
    occurred.preventDefault();
    onAction(action);
  });
}

function act(action, root, onCall) {
  if (action.confirmation && !confirm(action.confirmation)) {
    return;
  }

  if (action.kind === 'html') {
    onCall({ html: action.content, display: action.display });
    return;
  }

  let params = {};
  try {
    params = JSON.parse(action.content.trim() || '{}');
  } catch {
    // Parameters that are no JSON are none.
  }

  const forms = {};
  for (const field of root.querySelectorAll('input[name], select[name], textarea[name]')) {
    forms[field.name] = field.type === 'checkbox' ? field.checked : field.value;
  }

  onCall({ params, endpoint: action.endpoint, display: action.display, forms });
}
