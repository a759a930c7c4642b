// @ts-check
/** A notice for as long as the chain does not answer: nothing is lost meanwhile, and the page says so. */

import { h, icon } from './elements.js';
import { t } from './messages.js';

const ASK_MS = 15_000;

/** Shows itself while the chain is away; asks again until `end` is called. */
export class ChainAway {
  constructor() {
    this.timer = 0;
    this.element = h('div', { class: 'chain-away', role: 'status' });
  }

  async watch() {
    const away = await fetch(new URL('../readyz', document.baseURI)).then((answer) => answer.json(), () => null);
    this.element.replaceChildren(away?.chain === 'away' ? h('section', { class: 'notice waiting' }, icon('clock'), h('p', {}, h('strong', {}, t('chainAway.title')), ' ', t('chainAway.text'))) : '');
    this.timer = window.setTimeout(() => void this.watch(), ASK_MS);
  }

  end() {
    window.clearTimeout(this.timer);
  }
}
