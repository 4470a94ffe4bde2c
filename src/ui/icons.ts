import {html, svg, type SVGTemplateResult, type TemplateResult} from 'lit';

/** Drawn on 24 units with a stroke of the text's colour. */
const drawings = {
  microphone: svg`<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21"/>`,
  'microphone-off': svg`<path d="M15 9.6V6a3 3 0 0 0-5.7-1.3M9 9v2a3 3 0 0 0 4.6 2.5M5.5 11a6.5 6.5 0 0 0 10.2 5.3M18.5 11c0 .9-.2 1.7-.5 2.5M12 17.5V21M4 4l16 16"/>`,
  camera: svg`<rect x="3" y="6" width="12.5" height="12" rx="3"/><path d="m15.5 10.5 4-2.4a1 1 0 0 1 1.5.9v6a1 1 0 0 1-1.5.9l-4-2.4"/>`,
  'camera-off': svg`<path d="M10 6h2.5a3 3 0 0 1 3 3v1.5l4-2.4a1 1 0 0 1 1.5.9v6M15 17a3 3 0 0 1-2.5 1H6a3 3 0 0 1-3-3V9a3 3 0 0 1 2-2.8M4 4l16 16"/>`,
  screen: svg`<rect x="3" y="4.5" width="18" height="12" rx="2.5"/><path d="M8.5 20h7M12 13.5v-5M9.5 10.5 12 8l2.5 2.5"/>`,
  'screen-off': svg`<rect x="3" y="4.5" width="18" height="12" rx="2.5"/><path d="M8.5 20h7m-5.7-11.7 4.4 4.4m0-4.4-4.4 4.4"/>`,
  settings: svg`<path d="M4 7h9m4 0h3M4 17h3m4 0h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>`,
  leave: svg`<path fill="currentColor" d="M2.4 14.4C2 11.2 6.3 8 12 8s10 3.2 9.6 6.4l-.2 1.8a1.2 1.2 0 0 1-1.5 1l-3.5-1a1.2 1.2 0 0 1-.9-1l-.2-2a11 11 0 0 0-6.6 0l-.2 2a1.2 1.2 0 0 1-.9 1l-3.5 1a1.2 1.2 0 0 1-1.5-1z"/>`,
  speaker: svg`<path d="M4 10v4a1 1 0 0 0 1 1h2.5l4 3.5a.6.6 0 0 0 1-.5V6a.6.6 0 0 0-1-.5L7.5 9H5a1 1 0 0 0-1 1ZM15.5 9a4 4 0 0 1 0 6M18 6.5a7.5 7.5 0 0 1 0 11"/>`,
  people: svg`<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 19.5a6.5 6.5 0 0 1 13 0M16 5.3a3.5 3.5 0 0 1 0 6.4M18 14a6.5 6.5 0 0 1 3.5 5.5"/>`,
  person: svg`<circle cx="12" cy="8.5" r="4"/><path d="M4.5 20a7.5 7.5 0 0 1 15 0"/>`,
  shield: svg`<path d="M12 3 5 5.5v6c0 4.5 3 7.5 7 9.5 4-2 7-5 7-9.5v-6L12 3Z"/><path d="m9 12 2.2 2.2L15.2 10"/>`,
  lock: svg`<rect x="5" y="10.5" width="14" height="10" rx="2.5"/><path d="M8 10.5V7.5a4 4 0 0 1 8 0v3M12 14.5v2"/>`,
  'lock-open': svg`<rect x="5" y="10.5" width="14" height="10" rx="2.5"/><path d="M8 10.5V7.5a4 4 0 0 1 7.5-2M12 14.5v2"/>`,
  warning: svg`<circle cx="12" cy="12" r="9"/><path d="M12 7.5v5.5M12 16.4v.1"/>`,
  'weak-line': svg`<path d="M5 19v-4"/><path opacity=".4" d="M12 19v-8M19 19V5"/>`,
  chevron: svg`<path d="m7 10 5 5 5-5"/>`,
  close: svg`<path d="m6 6 12 12M18 6 6 18"/>`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof drawings;

/** A picture beside words that say the same: assistive technology does not see it. */
export const icon = (name: IconName): TemplateResult =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${drawings[name]}</svg>`;
