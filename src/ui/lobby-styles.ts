import {css} from 'lit';

export const lobbyStyles = css`
  .lobby {
    display: grid;
    gap: 16px;
    align-content: safe center;
    justify-items: center;
    overflow: auto;
    --_block-edge: 16px;
    --_inline-edge: 16px;
    padding: max(var(--_block-edge), env(safe-area-inset-top)) max(var(--_inline-edge), env(safe-area-inset-right))
      max(var(--_block-edge), env(safe-area-inset-bottom)) max(var(--_inline-edge), env(safe-area-inset-left));
  }
  .preview {
    position: relative;
    display: grid;
    place-items: center;
    inline-size: 100%;
    aspect-ratio: 4 / 3;
    max-block-size: 40cqb;
    border-radius: var(--_tile-radius);
  }
  .preview video-call-tile {
    position: absolute;
    inset: 0;
    border-radius: var(--_tile-radius);
    box-shadow: 0 12px 40px -12px rgb(20 28 48 / 0.35);
  }
  .preview video-call-tile::part(avatar),
  .preview video-call-tile::part(tile-label) {
    display: none;
  }
  .preview-hint {
    z-index: 1;
    display: flex;
    align-items: center;
    gap: 10px;
    margin: 0 12px 44px;
    padding-inline: 16px;
    font-size: 15px;
    color: #fff;
    text-align: center;
  }
  button.preview-hint {
    color: #fff;
    background: rgb(255 255 255 / 0.14);
    border-color: rgb(255 255 255 / 0.22);
  }
  button.preview-hint:hover {
    background: rgb(255 255 255 / 0.22);
    filter: none;
  }
  .toggles {
    position: absolute;
    z-index: 1;
    inset-block-end: 12px;
    inset-inline: 0;
    display: flex;
    justify-content: center;
    gap: 12px;
  }
  .toggles .control {
    color: #fff;
    background: rgb(24 28 36 / 0.72);
    backdrop-filter: blur(8px);
  }
  .toggles .off:not(.starting-status) {
    background: var(--_danger);
  }
  .lobby-form {
    display: grid;
    gap: 14px;
    inline-size: 100%;
    max-inline-size: 420px;
  }
  .presence {
    display: flex;
    gap: 8px;
    margin-block-start: 4px;
    color: var(--_quiet-text);
    font-size: 15px;
  }
  .presence .icon {
    inline-size: 20px;
    block-size: 20px;
    margin-block-start: 1px;
  }
  .lobby .pickers {
    display: none;
  }
  .lobby .pickers .field-label {
    position: absolute;
    clip-path: inset(50%);
    inline-size: 1px;
    overflow: hidden;
  }
  @container video-call (block-size < 600px) and (inline-size < 720px) {
    .lobby:has(.alert:not([hidden])) .preview {
      max-block-size: 26cqb;
    }
  }
  @container video-call (block-size >= 600px) {
    .lobby .pickers {
      display: grid;
    }
    .lobby .pickers:not(:has(select)) {
      display: none;
    }
    .lobby:has(.pickers select) .settings-control {
      display: none;
    }
    .lobby,
    .lobby-form {
      gap: 20px;
    }
  }
  @container video-call (inline-size >= 600px) {
    .preview {
      max-inline-size: 640px;
    }
    .lobby .title {
      font-size: 28px;
    }
  }
  @container video-call ((inline-size >= 720px) and (aspect-ratio > 1)) or ((inline-size >= 520px) and (aspect-ratio > 1.6)) {
    .lobby {
      grid-template-columns: minmax(0, 2fr) minmax(270px, 1fr);
      align-items: center;
      gap: clamp(24px, 4cqi, 64px);
      --_block-edge: 24px;
      --_inline-edge: max(clamp(24px, 4cqi, 64px), (100cqi - 1200px) / 2);
    }
    .preview {
      max-inline-size: none;
      max-block-size: calc(100cqb - 48px);
      aspect-ratio: 16 / 10;
    }
  }
`;
