import {css} from 'lit';
import {baseStyles} from './base-styles.js';

export const stageStyles = [
  baseStyles,
  css`
    :host {
      display: block;
      position: relative;
    }
    .stage {
      position: absolute;
      inset: 0;
    }
    video-call-tile {
      position: absolute;
      inset-block-start: var(--_y);
      inset-inline-start: var(--_x);
      inline-size: var(--_width);
      block-size: var(--_height);
      border-radius: var(--_tile-radius);
      transition:
        inset-block-start 0.3s,
        inset-inline-start 0.3s,
        inline-size 0.3s,
        block-size 0.3s;
    }
    /* Moving by layout costs every frame of it: while somebody is being connected, their first picture needs that more. */
    .meeting video-call-tile,
    :host([resizing]) video-call-tile {
      transition: none;
    }
    .pair .self {
      z-index: 1;
      box-shadow:
        0 0 0 1px rgb(255 255 255 / 0.16),
        0 6px 20px rgb(0 0 0 / 0.35);
    }
    .sound {
      position: absolute;
      z-index: 2;
      inset: 50% auto auto 50%;
      transform: translate(-50%, -50%);
      padding-inline: 24px;
      color: var(--_on-accent);
      background: var(--_accent);
      box-shadow: 0 8px 32px rgb(0 0 0 / 0.4);
    }
    @media (prefers-reduced-motion: reduce) {
      video-call-tile {
        transition: none;
      }
    }
  `,
];
