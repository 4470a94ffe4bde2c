/** Parts inside a tile. */
const tileParts = ['tile-frame', 'tile-video', 'avatar', 'tile-label', 'tile-overlay'];
/** Parts inside the stage. */
const stageParts = ['tile', 'self-tile', 'person-tile', 'screen-tile', 'speaking-tile', 'sound-button', ...tileParts];

/** For `exportparts` of a tile and of the stage: pages reach every part through `<video-call>`. */
export const tileExportParts = tileParts.join(',');
export const stageExportParts = stageParts.join(',');
