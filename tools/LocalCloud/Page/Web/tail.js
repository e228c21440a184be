// The live tail: the newest lines of the stream, filtered here.
import { el, visible } from './dom.js';
import { get } from './api.js';
import { clock } from './format.js';
import { state, change } from './state.js';

const ROWS = 400;
const EVERY = 1000;

export class Tail {
  constructor(panel) {
    this.panel = panel;
    this.lines = [];
    this.after = 0;
    this.paused = false;
    this.timer = null;
    this.reasons = new Set();
    this.build();
  }

  build() {
    this.list = el('ol', { tabindex: '0', 'aria-label': 'Newest lines first' });
    this.foot = el('footer', { role: 'status' });
    this.endpoint = el('input', { type: 'search', placeholder: 'GET /orders', spellcheck: 'false' });
    this.status = el('select', {}, ['any', '2xx', '3xx', '4xx', '5xx', 'rejected'].map((text) => el('option', { value: text === 'any' ? '' : text }, text)));
    this.reason = el('select', {}, el('option', { value: '' }, 'any'));
    this.pauseButton = el('button', { type: 'button', class: 'tool', 'aria-pressed': 'false', onclick: () => this.pause(!this.paused) }, 'Pause');
    this.panel.append(
      el('header', {}, el('h2', {}, 'Live tail'), this.pauseButton, el('button', { type: 'button', class: 'tool', onclick: () => change({ tail: false }) }, 'Close')),
      el('div', { class: 'filters' },
        el('label', { class: 'field wide' }, el('span', {}, 'Endpoint or text'), this.endpoint),
        el('label', { class: 'field' }, el('span', {}, 'Status'), this.status),
        el('label', { class: 'field' }, el('span', {}, 'Reject reason'), this.reason)),
      this.list,
      this.foot);
    for (const field of [this.endpoint, this.status, this.reason]) {
      field.addEventListener('input', () => this.draw());
    }
  }

  show(isShown) {
    this.panel.hidden = !isShown;
    clearTimeout(this.timer);
    if (isShown) {
      this.poll();
    }
  }

  pause(paused) {
    this.paused = paused;
    this.pauseButton.setAttribute('aria-pressed', String(paused));
    this.pauseButton.textContent = paused ? 'Go on' : 'Pause';
    this.draw();
  }

  async poll() {
    if (this.panel.hidden) {
      return;
    }

    try {
      if (!this.paused && !document.hidden) {
        const answer = await get(`api/tail?after=${this.after}`);
        this.skipped = answer.skipped;
        this.after = answer.last;
        if (answer.lines.length > 0) {
          this.lines = [...answer.lines.reverse(), ...this.lines].slice(0, 2000);
          this.note(answer.lines);
          this.draw();
        }
      }

      this.failed = null;
    } catch (error) {
      this.failed = error.message;
      this.draw();
    }

    this.timer = setTimeout(() => this.poll(), EVERY);
  }

  note(lines) {
    for (const { reject } of lines) {
      if (reject && !this.reasons.has(reject) && this.reasons.size < 100) {
        this.reasons.add(reject);
        this.reason.append(el('option', { value: reject }, visible(reject)));
      }
    }
  }

  matches(line) {
    const wanted = this.endpoint.value.trim().toLowerCase();
    const status = this.status.value;
    return (!wanted || (line.endpoint ?? '').toLowerCase().includes(wanted) || line.line.toLowerCase().includes(wanted))
      && (!status || (status === 'rejected' ? line.reject !== undefined : String(line.status)[0] === status[0] && line.status > 0))
      && (!this.reason.value || line.reject === this.reason.value);
  }

  draw() {
    const found = this.lines.filter((line) => this.matches(line));
    this.list.replaceChildren(...found.slice(0, ROWS).map((line) => el('li', {},
      el('div', { class: 'meta' },
        el('span', {}, clock(line.timeMs, state.utc)),
        line.reject === undefined ? el('span', { class: `pill s${String(line.status)[0]}` }, String(line.status || '–')) : el('span', { class: 'pill reject' }, 'rejected'),
        el('span', { class: 'what' }, visible(line.reject ?? line.endpoint ?? ''))),
      el('div', { class: 'raw' }, visible(line.line)))));
    const skipped = this.skipped ? `; ${this.skipped.toLocaleString('en-US')} more came too fast to show` : '';
    this.foot.textContent = this.failed ?? `${found.length} of ${this.lines.length} lines${skipped}${this.paused ? '; paused' : ''}`;
  }
}
