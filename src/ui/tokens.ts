import {css, unsafeCSS, type CSSResult} from 'lit';

/**
 * Colours by the name of their token (`--video-call-…`): in light and in dark. They follow `color-scheme`, so a page
 * that is dark, or lets its reader choose, takes the element along.
 */
const colors = {
  accent: ['#2b59d9', '#9db8ff'],
  'on-accent': ['#ffffff', '#0a1a45'],
  background: ['#f4f5f8', '#111419'],
  surface: ['#ffffff', '#1c2027'],
  control: ['#e4e7ee', '#2a303a'],
  text: ['#171a21', '#eff1f6'],
  'quiet-text': ['#545b6b', '#a9b1c1'],
  border: ['#d5dae3', '#363d49'],
  danger: ['#c81e3a', '#d9304b'],
  'on-danger': ['#ffffff', '#ffffff'],
  off: ['#fbdde1', '#4b222b'],
  'on-off': ['#a1132b', '#ffb8c1'],
} as const;

type Scheme = 0 | 1;

const declare = (value: (pair: readonly [string, string]) => string): CSSResult =>
  unsafeCSS(
    Object.entries(colors)
      .map(([name, pair]) => `--_${name}:var(--video-call-${name},${value(pair)});`)
      .join(''),
  );
const only = (scheme: Scheme): CSSResult => declare(pair => pair[scheme]);

/** The colours, as private properties with the page's tokens before the defaults. */
export const tokens = css`
  :host {
    ${declare(([light, dark]) => `light-dark(${light},${dark})`)}
    --_radius: var(--video-call-radius, 16px);
    --_tile-radius: var(--video-call-tile-radius, 12px);
    --_gap: var(--video-call-gap, 12px);
    --_size: var(--video-call-control-size, 48px);
    --_tile: var(--video-call-tile-background, #242a35);
  }
  /* Safari 17.4 has no light-dark(). */
  @supports not (color: light-dark(#000, #fff)) {
    :host {
      ${only(0)}
    }
    @media (prefers-color-scheme: dark) {
      :host {
        ${only(1)}
      }
    }
  }
`;
