import {css} from 'lit';
import {baseStyles} from './base-styles.js';

export const tileStyles = [
  baseStyles,
  css`
    :host {
      display: block;
      position: relative;
      container-type: size;
    }
    .frame {
      position: absolute;
      inset: 0;
      margin: 0;
      overflow: clip;
      display: grid;
      place-items: center;
      border-radius: var(--_tile-radius);
      background: radial-gradient(circle at 50% 40%, rgb(255 255 255 / 0.09), transparent 75%) var(--_tile);
      color: #fff;
    }
    video {
      position: absolute;
      inset: 0;
      inline-size: 100%;
      block-size: 100%;
      object-fit: cover;
      object-position: 50% 35%;
      opacity: 0;
      transition: opacity 0.25s;
    }
    /* Without a frame there is nothing to see of it, and the first one is seen at once. */
    .awaited video,
    .pictured video {
      opacity: 1;
    }
    .whole video {
      object-fit: contain;
    }
    .mirrored video {
      transform: scaleX(-1);
    }
    .avatar {
      display: grid;
      place-items: center;
      inline-size: clamp(40px, 30cqmin, 128px);
      aspect-ratio: 1;
      border-radius: 50%;
      background: oklch(0.5 0.095 var(--_hue));
      font-size: clamp(16px, 11cqmin, 48px);
      font-weight: 600;
      letter-spacing: 0.01em;
    }
    .avatar .icon {
      inline-size: 50%;
      block-size: 50%;
    }
    .pictured .avatar {
      visibility: hidden;
    }
    .pictured:not(.whole) {
      background: none;
    }
    .overlay {
      position: absolute;
      inset: 0;
      display: flex;
      flex-direction: column;
      align-items: center;
      justify-content: center;
      gap: 10px;
      padding: 8px;
      text-align: center;
      font-weight: 500;
      background: rgb(10 12 16 / 0.62);
    }
    /* Below the initials. */
    .connecting {
      flex-direction: row;
      align-items: start;
      padding-block-start: calc(50cqb + 15cqmin + 12px);
      background: none;
    }
    @container (block-size < 170px) {
      .connecting {
        align-items: center;
        padding: 8px;
        background: rgb(10 12 16 / 0.62);
      }
    }
    .label {
      position: absolute;
      inset-block-end: 8px;
      inset-inline-start: 8px;
      max-inline-size: calc(100% - 16px);
      box-sizing: border-box;
      display: flex;
      align-items: center;
      gap: 6px;
      padding: 3px 10px;
      border-radius: 99px;
      background: rgb(10 12 16 / 0.62);
      font-size: 13px;
      line-height: 20px;
    }
    .name {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .badge {
      display: grid;
      margin-inline-start: -4px;
      color: #ffb8c1;
    }
    .weak-line {
      color: #ffd27a;
    }
    .badge .icon {
      inline-size: 18px;
      block-size: 18px;
    }
    /* Over the picture, in two colours: one of them stands out from whatever is behind. */
    :host(.speaking) .frame::after {
      content: '';
      position: absolute;
      inset: 0;
      border-radius: inherit;
      outline: 3px solid var(--_accent);
      outline-offset: -3px;
      box-shadow: inset 0 0 0 5px var(--_on-accent);
      pointer-events: none;
    }
    @container (inline-size < 180px) {
      .label {
        inset-block-end: 4px;
        inset-inline-start: 4px;
        max-inline-size: calc(100% - 8px);
        padding: 1px 8px;
        font-size: 12px;
      }
      .overlay {
        font-size: 12px;
      }
    }
    @media (forced-colors: active) {
      .frame {
        border: 1px solid CanvasText;
      }
      :host(.speaking) .frame::after {
        outline-color: Highlight;
      }
    }
  `,
];
