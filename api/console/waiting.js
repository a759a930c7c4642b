// @ts-check
/** The number beside "Review": proposals still waiting for a person. */

import { read } from './api.js';
import { number } from './messages.js';
import { may } from './session.js';

export async function waitingCount() {
  const badge = document.getElementById('waiting');
  if (!badge || !may('list_proposals')) return;
  try {
    const { body } = await read('proposals', { query: { state: 'proposed', limit: 1 } });
    badge.textContent = number(body.total);
    badge.hidden = body.total === 0;
  } catch { // the page itself will tell what is wrong
    badge.hidden = true;
  }
}
