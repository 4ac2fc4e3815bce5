/** An events node as the editor deploys it. */
export const NODE = { events: ['online', 'offline'], interval: 30, initial: false };
