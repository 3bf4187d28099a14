/** y-websocket's talk between tabs is off (provider.ts says why), so nothing is ever sent or heard. */
export const subscribe = (): void => undefined;
export const unsubscribe = (): void => undefined;
export const publish = (): void => undefined;
