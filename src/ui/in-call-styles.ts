import {css} from 'lit';

export const inCallStyles = css`
  .in-call {
    display: grid;
    grid-template-rows: minmax(0, 1fr) auto;
    --_edge: var(--_gap);
    padding: max(var(--_edge), env(safe-area-inset-top)) max(var(--_edge), env(safe-area-inset-right)) 0
      max(var(--_edge), env(safe-area-inset-left));
  }
  .stage-area {
    position: relative;
  }
  video-call-stage {
    position: absolute;
    inset: 0;
  }
  .controls {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 12px;
    padding-block: 12px max(12px, env(safe-area-inset-bottom));
  }
  .control {
    position: relative;
    padding: 0;
    inline-size: max(var(--_size), 44px);
    block-size: max(var(--_size), 44px);
  }
  .controls :is(.microphone, .camera).off:not(.starting-status) {
    color: var(--_on-off);
    background: var(--_off);
  }
  .control.screen.on {
    color: var(--_on-accent);
    background: var(--_accent);
  }
  .control:is(.unavailable-status, .idle)::after {
    content: '!';
    position: absolute;
    inset-block-start: -3px;
    inset-inline-end: -3px;
    inline-size: 18px;
    block-size: 18px;
    border-radius: 50%;
    font:
      700 12px/18px system-ui,
      sans-serif;
    color: var(--_background);
    background: var(--_text);
  }
  .control.starting-status {
    opacity: 0.6;
  }
  .control.leave {
    inline-size: calc(max(var(--_size), 44px) * 1.35);
    color: var(--_on-danger);
    background: var(--_danger);
  }
  .waiting {
    position: absolute;
    inset-block-end: 16px;
    inset-inline: 0;
    margin-inline: auto;
    inline-size: fit-content;
    max-inline-size: min(calc(100% - 32px), 420px);
    display: grid;
    justify-items: center;
    gap: 2px;
    padding: 14px 24px;
    border-radius: 18px;
    text-align: center;
    color: #fff;
    background: rgb(10 12 16 / 0.68);
    backdrop-filter: blur(12px);
  }
  .waiting strong {
    font-weight: 600;
  }
  .waiting span {
    font-size: 15px;
    color: #d7dbe4;
  }
  .toasts {
    position: absolute;
    z-index: 2;
    inset: 0 0 auto;
    max-block-size: 100%;
    /* Room for the shadows and the rings of the focus, which scrolling cuts off. */
    padding: 12px 12px 40px;
    overflow: hidden auto;
    display: grid;
    justify-items: center;
    gap: 8px;
    pointer-events: none;
  }
  .toasts > * {
    pointer-events: auto;
    max-inline-size: 460px;
  }
  .call:has(.urgent) .toasts {
    inset-block-start: 52px;
    max-block-size: calc(100% - 52px);
  }
  .sharing {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 4px;
    padding-inline-start: 16px;
    border-radius: 99px;
    font-size: 15px;
    color: #fff;
    background: rgb(10 12 16 / 0.78);
  }
  @container video-call (inline-size < 560px) {
    .waiting {
      inset-block-end: 44px;
    }
    .in-call {
      --_edge: var(--video-call-gap, 8px);
    }
    .controls {
      padding-block: 8px max(8px, env(safe-area-inset-bottom));
    }
  }
  @container video-call (inline-size < 400px) {
    .sharing .icon {
      display: none;
    }
    .controls {
      gap: 8px;
    }
    .control {
      --_size: var(--video-call-control-size, 44px);
    }
  }
`;
