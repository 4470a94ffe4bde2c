import {VideoCallStage} from './video-call-stage.js';
import {VideoCallTile} from './video-call-tile.js';

const elements = {'video-call-stage': VideoCallStage, 'video-call-tile': VideoCallTile};

/** Registers the elements that `<video-call>` is made of; a tag that is taken stays as it is. */
export function defineUi(registry: CustomElementRegistry = customElements): void {
  for (const [tag, element] of Object.entries(elements)) {
    if (!registry.get(tag)) registry.define(tag, element);
  }
}
