// The Markdown of CloudWatch's text widgets, as elements: what is no Markdown stays text.
import { el } from './dom.js';

const SAFE = /^(https?:|mailto:|#|\/)/i;

export function markdown(text) {
  const root = el('div', { class: 'markdown' });
  const lines = String(text).replace(/\r\n?/g, '\n').split('\n');
  for (let i = 0; i < lines.length;) {
    i = block(root, lines, i);
  }

  return root;
}

function block(root, lines, i) {
  const line = lines[i];
  let match;
  if (/^\s*$/.test(line)) {
    return i + 1;
  }

  if ((match = /^\s*(`{3,}|~{3,})/.exec(line))) {
    const end = lines.findIndex((other, n) => n > i && other.trim().startsWith(match[1]));
    const stop = end < 0 ? lines.length : end;
    root.append(el('pre', {}, el('code', {}, lines.slice(i + 1, stop).join('\n'))));
    return stop + 1;
  }

  if ((match = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line))) {
    root.append(el(`h${Math.min(6, match[1].length)}`, {}, inline(match[2])));
    return i + 1;
  }

  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) {
    root.append(el('hr'));
    return i + 1;
  }

  if (line.includes('|') && /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(lines[i + 1] ?? '')) {
    return table(root, lines, i);
  }

  if (/^\s*([-*+]|\d+[.)])\s+/.test(line)) {
    return list(root, lines, i);
  }

  const part = [];
  while (i < lines.length && !/^\s*$/.test(lines[i]) && !/^(#{1,6}\s|\s*([-*+]|\d+[.)])\s+|\s*(`{3,}|~{3,}))/.test(lines[i])) {
    part.push(lines[i].replace(/^\s*>\s?/, ''));
    i++;
  }

  if (part.length === 0) {
    part.push(lines[i++]);
  }

  root.append(el('p', {}, part.flatMap((text, n) => (n > 0 ? [part[n - 1].endsWith('  ') ? el('br') : ' ', ...inline(text)] : inline(text)))));
  return i;
}

function list(root, lines, i) {
  const ordered = /^\s*\d/.test(lines[i]);
  const items = el(ordered ? 'ol' : 'ul');
  let match;
  while (i < lines.length && (match = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/.exec(lines[i]))) {
    const item = el('li', {}, inline(match[3]));
    i++;
    const indent = match[1].length;
    if (i < lines.length && (/^(\s*)([-*+]|\d+[.)])\s+/.exec(lines[i])?.[1].length ?? 0) > indent) {
      i = list(item, lines, i);
    }

    items.append(item);
    if ((/^(\s*)([-*+]|\d+[.)])\s+/.exec(lines[i] ?? '')?.[1].length ?? indent) < indent) {
      break;
    }
  }

  root.append(items);
  return i;
}

function table(root, lines, i) {
  const cells = (line) => line.trim().replace(/^\||\|$/g, '').split('|').map((cell) => cell.trim());
  const head = el('tr', {}, cells(lines[i]).map((cell) => el('th', {}, inline(cell))));
  const body = el('tbody');
  for (i += 2; i < lines.length && lines[i].includes('|'); i++) {
    body.append(el('tr', {}, cells(lines[i]).map((cell) => el('td', {}, inline(cell)))));
  }

  root.append(el('table', {}, el('thead', {}, head), body));
  return i;
}

const INLINE = /`([^`]+)`|\*\*(.+?)\*\*|__(.+?)__|\*([^*\s][^*]*)\*|\b_([^_]+)_\b|!?\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^)\s]*)(?:\s+"[^"]*")?\)|<((?:https?|mailto):[^>\s]+)>/g;

function inline(text) {
  const parts = [];
  let done = 0;
  for (const match of text.matchAll(INLINE)) {
    parts.push(text.slice(done, match.index));
    done = match.index + match[0].length;
    parts.push(element(match));
  }

  parts.push(text.slice(done));
  return parts.filter((part) => part !== '');
}

function element([all, code, bold, bold2, italic, italic2, label, target, address]) {
  if (code !== undefined) {
    return el('code', {}, code);
  }

  if (bold ?? bold2) {
    return el('strong', {}, inline(bold ?? bold2));
  }

  if (italic ?? italic2) {
    return el('em', {}, inline(italic ?? italic2));
  }

  const url = target ?? address;
  if (!SAFE.test(url)) {
    return all;
  }

  const button = /^button:(primary:)?(.*)$/.exec(label ?? '');
  return el('a', { href: url, target: '_blank', rel: 'noopener noreferrer', class: button ? `button${button[1] ? ' primary' : ''}` : undefined }, button ? button[2] : label === undefined ? address : inline(label || url));
}
