/** The server refuses with close codes; y-protocols' own refusal (message 2) is never sent. */
export const readAuthMessage = (): void => undefined;
