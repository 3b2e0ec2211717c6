/** The file is not what the import reads; nothing of it was imported. The message is for the person at the terminal. */
export class ImportRefused extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ImportRefused';
  }
}
