/** The file is not what the import reads; nothing of it was imported. The message is for whoever brought the file. */
export class ImportRefused extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ImportRefused';
  }
}
