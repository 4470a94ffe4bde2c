import {css} from 'lit';

/** The box on the page, the frame of the screens in it, and the status line. */
export const hostStyles = css`
  :host {
    display: block;
    position: relative;
    box-sizing: border-box;
    inline-size: 100%;
    max-inline-size: 100%;
    /* Of a least and a largest height the least one wins: on a phone held sideways the buttons would be below the window. */
    min-block-size: min(var(--video-call-min-height, 380px), 100svh);
    max-block-size: 100dvh;
    contain: layout;
    isolation: isolate;
    overflow: clip;
    border-radius: var(--_radius);
    background: var(--_background);
    color: var(--_text);
    font: 16px/1.5 var(--video-call-font, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif);
    text-align: start;
  }
  /* Not the host itself: its least height, times this, would be its least width too, and more than a phone has. */
  :host::before {
    content: '';
    display: block;
    aspect-ratio: var(--video-call-aspect-ratio, 16 / 9);
  }
  @media (max-width: 600px) and (orientation: portrait) {
    :host {
      min-block-size: min(var(--video-call-min-height, min(560px, 92svh)), 100svh);
    }
    :host::before {
      aspect-ratio: var(--video-call-aspect-ratio, 3 / 4);
    }
  }
  .call {
    position: absolute;
    inset: 0;
    container: video-call / size;
    display: grid;
    grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
  }
  .scene {
    grid-area: 2 / 1;
    min-inline-size: 0;
    outline: none;
  }
  p,
  h2 {
    margin: 0;
  }
  .title {
    font-size: 24px;
    line-height: 1.25;
    font-weight: 650;
    letter-spacing: -0.01em;
    text-wrap: balance;
  }
  .primary {
    color: var(--_on-accent);
    background: var(--_accent);
  }
  .small {
    flex: none;
    --_size: 44px;
    padding-inline: 16px;
    font-size: 14px;
  }
  .close {
    --_size: 44px;
    padding: 0;
    background: none;
  }
  .status {
    grid-area: 2 / 1;
  }
  .status,
  .news {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .status.urgent {
    position: relative;
    z-index: 2;
    place-self: start center;
    inline-size: auto;
    block-size: auto;
    max-inline-size: calc(100% - 48px);
    margin-block-start: calc(max(var(--_gap), env(safe-area-inset-top)) + 10px);
    padding: 7px 18px;
    border-radius: 20px;
    overflow: visible;
    clip-path: none;
    white-space: normal;
    text-align: center;
    font-size: 15px;
    color: #fff;
    background: rgb(10 12 16 / 0.74);
    backdrop-filter: blur(10px);
    pointer-events: none;
  }
  @container video-call (inline-size >= 860px) {
    .status-in-call.aside {
      position: relative;
      place-self: end start;
      inline-size: auto;
      block-size: auto;
      max-inline-size: 26cqi;
      margin-inline-start: max(24px, env(safe-area-inset-left), env(safe-area-inset-right));
      margin-block-end: calc(max(12px, env(safe-area-inset-bottom)) + var(--_size) / 2 - 12px);
      overflow: hidden;
      clip-path: none;
      text-overflow: ellipsis;
      font-size: 15px;
      line-height: 24px;
      font-weight: 500;
      color: var(--_quiet-text);
    }
  }
  @media (forced-colors: active) {
    :host {
      border: 1px solid CanvasText;
    }
  }
`;
