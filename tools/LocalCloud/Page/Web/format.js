const STEPS = [[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k']];

/** Three digits that count: 1.23k, 45.6, 0.00123. */
export function short(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return '–';
  }

  const size = Math.abs(value);
  for (const [step, sign] of STEPS) {
    if (size >= step * 0.99995) {
      return trim(value / step) + sign;
    }
  }

  return size === 0 ? '0' : size < 1e-4 ? value.toExponential(1) : trim(value);
}

function trim(value) {
  const size = Math.abs(value);
  const digits = size >= 100 ? (Number.isInteger(value) || size >= 1000 ? 0 : 1) : size >= 10 ? 1 : size >= 1 ? 2 : 0;
  return String(Number(size >= 1 ? value.toFixed(digits) : value.toPrecision(3)));
}

export function full(value) {
  return value === null || value === undefined || !Number.isFinite(value) ? '–' : value.toLocaleString('en-US', { maximumFractionDigits: 6 });
}

export function clock(ms, utc, { date = false, seconds = true } = {}) {
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: utc ? 'UTC' : undefined };
  if (seconds) {
    options.second = '2-digit';
  }

  if (date) {
    Object.assign(options, { year: 'numeric', month: '2-digit', day: '2-digit' });
  }

  const parts = Object.fromEntries(new Intl.DateTimeFormat('en-GB', options).formatToParts(ms).map((part) => [part.type, part.value]));
  const time = `${parts.hour}:${parts.minute}${seconds ? `:${parts.second}` : ''}`;
  return date ? `${parts.year}-${parts.month}-${parts.day} ${time}` : time;
}

export function duration(seconds) {
  return seconds % 86400 === 0 ? `${seconds / 86400} d` : seconds % 3600 === 0 ? `${seconds / 3600} h` : seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

export function ago(ms, now) {
  const seconds = Math.max(0, Math.round((now - ms) / 1000));
  return seconds < 90 ? `${seconds} s` : seconds < 5400 ? `${Math.round(seconds / 60)} min` : seconds < 129600 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} d`;
}
