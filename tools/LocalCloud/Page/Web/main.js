import { el, visible } from './dom.js';
import { post, now } from './api.js';
import { clock, duration } from './format.js';
import { state, change, listen, RANGES, COMPARES } from './state.js';
import { theme } from './chart.js';
import { Card, valuesTable } from './widgets.js';
import { Tail } from './tail.js';

const $ = (id) => document.getElementById(id);
const PERIODS = [1, 10, 30, 60, 300, 900, 3600, 86400];
const COMPARE_NAMES = { previous: 'before', yesterday: 'yesterday', week: 'last week' };

let dashboard = null;
let cards = [];
let timer = null;
let running = null;
let ticks = 0;
let focused = null;
const tail = new Tail($('tail-panel'));

/* ---------------------------------------------------------------- time */

const rangeSeconds = () => RANGES[state.range] ?? defaultSeconds();
const defaultSeconds = () => RANGES[dashboard?.preferredRange] ?? (dashboard?.isRelative && dashboard.start ? Math.round((dashboard.now - dashboard.start) / 1000) : 10800);

function timeRange() {
  if (state.from) {
    return { from: state.from, to: state.to, relativeMs: null };
  }

  if (!state.range && dashboard?.start && dashboard.end && !dashboard.isRelative) {
    return { from: dashboard.start, to: dashboard.end, relativeMs: null };
  }

  const to = now();
  return { from: to - rangeSeconds() * 1000, to, relativeMs: rangeSeconds() * 1000 };
}

let shown = { from: 0, to: 1, relativeMs: null };

const shiftMs = () => (COMPARES[state.compare] || (shown.to - shown.from) / 1000) * 1000;

/** How often the newest is asked for: a time of minutes every second, one of days every minute. */
function pauseMs(tookMs) {
  const seconds = (shown.to - shown.from) / 1000;
  const wanted = seconds <= 960 ? 1000 : seconds <= 3700 ? 2000 : seconds <= 11000 ? 5000 : seconds <= 90000 ? 30000 : 60000;
  return Math.max(wanted - tookMs, tookMs * 2, 250);
}

/* ---------------------------------------------------------------- what all cards share */

const page = {
  request: () => ({ dashboard: dashboard.name, variables: chosen(), period: state.period || null }),
  context(widget) {
    const range = widget.metric?.start ? { from: Math.min(...ownTimes(widget), shown.from), to: shown.to } : shown;
    return { from: range.from, to: range.to, relativeMs: shown.relativeMs, utc: state.utc, shift: shiftMs(), compareName: COMPARE_NAMES[state.compare] ?? '' };
  },
  focus: (index) => change({ focus: index }),
  zoom: (from, to) => change({ from, to, range: null }),
  choose: (id, value) => change({ variables: { ...state.variables, [id]: value } }),
  variableOf(series) {
    const variable = dashboard.variables.find((one) => series.dimensions?.[one.target] !== undefined);
    return variable && variable.value !== series.dimensions[variable.target] ? { id: variable.id, value: series.dimensions[variable.target] } : null;
  },
  popup(fill) {
    const host = el('div');
    $('popup').querySelector('.popup-body').replaceChildren(host);
    fill(host);
    $('popup').showModal();
  },
};

function ownTimes(widget) {
  const card = cards[widget.index];
  return (card?.latest?.series ?? []).filter((series) => series.times.length > 0).map((series) => series.times[0]);
}

const chosen = () => Object.fromEntries(dashboard.variables.filter((variable) => variable.value !== undefined).map((variable) => [variable.id, variable.value]));

/* ---------------------------------------------------------------- loading */

async function load() {
  clearTimeout(timer);
  running?.abort();
  try {
    dashboard = await post('api/dashboard', { dashboard: state.dashboard, variables: state.variables });
    $('banner').hidden = true;
  } catch (error) {
    fail(error);
    timer = setTimeout(load, 3000);
    return;
  }

  document.title = `${dashboard.name} · LogFunctions`;
  $('title').textContent = visible(dashboard.name);
  $('title').title = `from ${dashboard.where}`;
  drawTools();
  drawProblems();
  cards.forEach((card) => card.dispose());
  cards = dashboard.widgets.map((widget) => new Card(widget, page));
  $('grid').replaceChildren(...cards.map((card) => card.element).sort(readingOrder));
  observe();
  $('tail').hidden = !dashboard.hasTail;
  tail.show(dashboard.hasTail && state.tail);
  ticks = 0;
  await tick(true);
  openFocus();
}

/** Left to right, top to bottom: what narrow screens and keyboards follow. */
function readingOrder(a, b) {
  const place = (element) => dashboard.widgets[Number(element.id.slice(7))].place;
  return place(a).y - place(b).y || place(a).x - place(b).x;
}

let observer = null;

function observe() {
  observer?.disconnect();
  observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const card = cards[Number(target.id.slice(7))];
      card?.setVisible(isIntersecting);
      if (isIntersecting && card?.widget.custom && !card.asked) {
        card.invoke();
      }
    }
  }, { rootMargin: '250px' });
  cards.forEach((card) => {
    // What is in sight is known before the observer says so.
    const box = card.element.getBoundingClientRect();
    card.setVisible(box.top < innerHeight + 250 && box.bottom > -250);
    observer.observe(card.element);
  });
}

/** Asks for what is in sight (all of it at first), draws it, and comes again when the time ends now. */
async function tick(isFirst = false) {
  clearTimeout(timer);
  running?.abort();
  const mine = running = new AbortController();
  const begun = performance.now();
  shown = timeRange();
  const isDue = isFirst || ticks % 10 === 0;
  const wanted = cards.filter((card) => card.wantsData && (isFirst || card.visible || card.index === focused));
  const ask = (range, some) => post('api/data', { ...page.request(), widgets: some.map((card) => card.index), ...range }, mine.signal);
  try {
    const first = wanted.filter((card) => card.visible);
    const rest = wanted.filter((card) => !card.visible);
    for (const some of [first, rest].filter((list) => list.length > 0)) {
      const shift = shiftMs();
      const [data, previous] = await Promise.all([
        ask({ from: Math.round(shown.from), to: Math.round(shown.to) }, some),
        state.compare && isDue ? ask({ from: Math.round(shown.from - shift), to: Math.round(shown.to - shift) }, some) : null,
      ]);
      take(data, previous);
    }

    $('banner').hidden = true;
  } catch (error) {
    if (error.name === 'AbortError') {
      return;
    }

    fail(error);
  }

  ticks++;
  refreshCustom(isFirst);
  if (isFirst) {
    drawRest();
  }

  const took = performance.now() - begun;
  drawStatus();
  document.body.dataset.ticks = String(ticks);
  if (isLive()) {
    timer = setTimeout(tick, document.hidden ? 5000 : pauseMs(took));
  }
}

function take(data, previous) {
  const before = new Map((previous?.widgets ?? []).map((widget) => [widget.index, widget]));
  for (const widget of data.widgets) {
    const card = cards[widget.index];
    if (!card) {
      continue;
    }

    card.before = state.compare ? before.get(widget.index) ?? card.before : null;
    card.latest = widget;
    card.draw(widget, card.before);
    if (widget.index === focused) {
      drawFocus();
    }
  }
}

/** What is out of sight is drawn, too, when there is nothing else to do: for who scrolls fast, and for paper. */
function drawRest() {
  const next = cards.find((card) => !card.visible && card.pending);
  if (next) {
    next.setVisible(true);
    next.visible = false;
    setTimeout(drawRest, 30);
  }
}

let customAt = 0;

function refreshCustom(isFirst) {
  const every = Math.max(5000, pauseMs(0));
  if (isFirst || performance.now() - customAt < every) {
    customAt = isFirst ? performance.now() : customAt;
    return;
  }

  customAt = performance.now();
  cards.filter((card) => card.widget.custom?.onRefresh && card.visible && !card.element.contains(document.activeElement)).forEach((card) => card.refresh());
}

const isLive = () => !state.paused && shown.relativeMs !== null;

function fail(error) {
  $('banner').hidden = false;
  $('banner').textContent = error instanceof TypeError ? 'The server does not answer: it may have ended. It is asked again.' : visible(error.message);
  $('status').className = 'live off';
}

/* ---------------------------------------------------------------- tools */

function drawStatus() {
  const live = isLive();
  if ($('banner').hidden) {
    $('status').className = `live${live ? ' on' : ''}`;
  }

  const text = live ? 'live' : state.paused ? 'paused' : clock(shown.from, state.utc, { date: true, seconds: false });
  if ($('status').textContent !== text) {
    $('status').textContent = text;
  }
}

function drawTools() {
  const names = dashboard.names;
  $('dashboards').hidden = names.length < 2;
  $('dashboards').replaceChildren(...names.map((name) => el('option', { value: name, selected: name === dashboard.name }, visible(name))));
  const active = state.from ? null : Object.keys(RANGES).find((name) => RANGES[name] === rangeSeconds());
  $('ranges').replaceChildren(...Object.keys(RANGES).map((name) => el('button', { type: 'button', 'aria-pressed': String(name === active), onclick: () => change({ range: name, from: null, to: null }) }, name)));
  $('custom').setAttribute('aria-pressed', String(Boolean(state.from)));
  $('compare').value = state.compare;
  $('period').replaceChildren(el('option', { value: '0' }, 'of each chart'), ...PERIODS.map((period) => el('option', { value: String(period) }, duration(period))));
  $('period').value = String(state.period);
  $('zone').textContent = state.utc ? 'UTC' : 'Local';
  $('pause').setAttribute('aria-pressed', String(state.paused));
  $('pause').textContent = state.paused ? 'Go on' : 'Pause';
  $('tail').setAttribute('aria-expanded', String(state.tail));
  drawVariables();
}

function drawVariables() {
  $('variables').replaceChildren(...dashboard.variables.filter((variable) => variable.visible).map((variable) => {
    const set = (value) => page.choose(variable.id, value);
    if (variable.input === 'radio') {
      return el('fieldset', { class: 'segments', 'aria-label': visible(variable.label) }, variable.options.map((option) => el('button', { type: 'button', 'aria-pressed': String(option.value === variable.value), onclick: () => set(option.value) }, visible(option.label))));
    }

    const field = variable.input === 'select'
      ? el('select', { onchange: (event) => (event.target.value === '' ? reset(variable.id) : set(event.target.value)) },
        variable.value === undefined ? el('option', { value: '' }, 'as written') : null,
        options(variable).map((option) => el('option', { value: option.value, selected: option.value === variable.value }, visible(option.label))))
      : el('input', { type: 'text', value: variable.value ?? '', onchange: (event) => set(event.target.value) });
    field.dataset.variable = variable.id;
    return el('label', { class: 'field' }, el('span', {}, visible(variable.label)), field);
  }));
}

/** What is chosen stays to be seen when it is no longer found. */
function options(variable) {
  const known = variable.options.some((option) => option.value === variable.value);
  return known || variable.value === undefined ? variable.options : [{ value: variable.value, label: variable.value }, ...variable.options];
}

function reset(id) {
  const { [id]: _, ...others } = state.variables;
  change({ variables: others });
}

function drawProblems() {
  const problems = dashboard.problems;
  $('problems').hidden = problems.length === 0 && !dashboard.note;
  $('problems').querySelector('summary').textContent = problems.length > 0
    ? `${problems.length} part${problems.length === 1 ? '' : 's'} of this dashboard ${problems.length === 1 ? 'is' : 'are'} not drawn as written`
    : 'Something of this dashboard is not known';
  $('problems').querySelector('ul').replaceChildren(
    ...problems.slice(0, 100).map((problem) => el('li', {}, el('code', {}, visible(problem.path)), ` ${visible(problem.message)}`)),
    ...(dashboard.note ? [el('li', {}, visible(dashboard.note))] : []));
}

/* ---------------------------------------------------------------- larger, with its values */

function openFocus() {
  const dialog = $('focus');
  focused = null;
  if (state.focus === null || !cards[state.focus]?.widget.metric) {
    dialog.close();
    return;
  }

  focused = state.focus;
  const { widget } = cards[focused];
  $('focus-title').textContent = visible(widget.title || `Widget ${focused + 1}`);
  dialog.card?.dispose();
  dialog.card = new Card(widget, { ...page, focus: () => {} });
  dialog.card.setVisible(true);
  dialog.querySelector('.focus-chart').replaceChildren(dialog.card.body);
  if (!dialog.open) {
    dialog.showModal();
  }

  drawFocus();
}

function drawFocus() {
  const dialog = $('focus');
  const { latest, before } = cards[focused] ?? {};
  if (dialog.open && latest?.series) {
    dialog.card.draw(latest, before);
    dialog.querySelector('.focus-data').replaceChildren(valuesTable(latest, state.utc));
  }
}

$('focus').addEventListener('close', () => {
  $('focus').card?.dispose();
  if (state.focus !== null) {
    change({ focus: null });
  }
});

document.addEventListener('click', (event) => {
  if (event.target instanceof Element && event.target.closest('[data-close]')) {
    event.target.closest('dialog').close();
  }
});

/* ---------------------------------------------------------------- a time of one's own */

const asInput = (ms) => clock(ms, state.utc, { date: true }).replace(' ', 'T');
const fromInput = (text) => Date.parse(state.utc ? `${text}Z` : text);

$('custom').addEventListener('click', () => {
  $('range-from').value = asInput(shown.from);
  $('range-to').value = asInput(shown.to);
  $('range-zone').textContent = state.utc ? 'Times are UTC.' : 'Times are of this clock.';
  $('range-dialog').returnValue = '';
  $('range-dialog').showModal();
});
$('range-dialog').addEventListener('close', () => {
  const [from, to] = [fromInput($('range-from').value), fromInput($('range-to').value)];
  if ($('range-dialog').returnValue === 'ok' && from < to) {
    page.zoom(from, to);
  }
});

/* ---------------------------------------------------------------- what is pressed */

$('dashboards').addEventListener('change', (event) => change({ dashboard: event.target.value, variables: {}, focus: null }));
$('compare').addEventListener('change', (event) => change({ compare: event.target.value }));
$('period').addEventListener('change', (event) => change({ period: Number(event.target.value) }));
$('zone').addEventListener('click', () => change({ utc: !state.utc }));
$('tail').addEventListener('click', () => change({ tail: !state.tail }));
$('pause').addEventListener('click', pause);
$('theme').addEventListener('click', switchTheme);

function pause() {
  state.paused = !state.paused;
  drawTools();
  drawStatus();
  if (!state.paused) {
    tick();
  } else {
    clearTimeout(timer);
  }
}

function switchTheme() {
  const next = theme() === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset.theme = next;
  try {
    localStorage.setItem('theme', next);
  } catch {
    // Then it is for this page only.
  }

  const address = new URL(location.href);
  if (address.searchParams.has('theme')) {
    address.searchParams.set('theme', next);
    history.replaceState(null, '', address);
  }

  cards.forEach((card) => card.redraw());
  $('focus').card?.redraw();
}

addEventListener('keydown', (event) => {
  const typing = event.target instanceof Element && event.target.closest('input, select, textarea, button, a, [role="button"]');
  if (event.ctrlKey || event.metaKey || event.altKey || typing) {
    return;
  }

  const press = { t: () => dashboard?.hasTail && change({ tail: !state.tail }), d: switchTheme, u: () => change({ utc: !state.utc }), ' ': pause }[event.key];
  if (press) {
    event.preventDefault();
    press();
  }
});

listen((changed) => {
  const has = (...keys) => keys.some((key) => changed.includes(key));
  if (has('dashboard', 'variables')) {
    load();
    return;
  }

  drawTools();
  if (has('tail')) {
    tail.show(Boolean(dashboard?.hasTail) && state.tail);
    cards.forEach((card) => card.chart?.resize());
  }

  if (has('focus')) {
    openFocus();
  }

  if (has('range', 'from', 'to', 'compare', 'period', 'utc')) {
    cards.forEach((card) => {
      card.before = null;
    });
    ticks = 0;
    tail.draw();
    tick(true).then(() => cards.filter((card) => card.widget.custom?.onTimeRange && card.visible).forEach((card) => card.refresh()));
  }
});
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && dashboard && isLive()) {
    tick();
  }
});

load();
