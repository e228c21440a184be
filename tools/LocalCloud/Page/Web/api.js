// The small JSON API of the page's server. Everything is of this address; nothing else is ever asked.
let offset = 0;

/** The server's clock: what is newest is newest there. */
export const now = () => Date.now() + offset;

export async function post(path, body, signal) {
  const response = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), signal });
  const answer = await response.json();
  if (!response.ok) {
    throw new Error(answer.error ?? `HTTP ${response.status}`);
  }

  if (answer.now) {
    offset = answer.now - Date.now();
  }

  return answer;
}

export async function get(path, signal) {
  const response = await fetch(path, { signal });
  const answer = await response.json();
  if (!response.ok) {
    throw new Error(answer.error ?? `HTTP ${response.status}`);
  }

  return answer;
}
