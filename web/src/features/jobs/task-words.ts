/** What the tasks of the store are for. */
const words: Readonly<Record<string, string>> = {
  'mail.send': 'Send a mail',
  'webhook.deliver': 'Send a webhook',
  'picture.make_sizes': 'Make the sizes of a picture',
  'import.run': 'Bring in a file',
  'import.fetch_pictures': 'Fetch the pictures that a file names',
  'sales.count': 'Count sales for the reports',
  'catalogue.availability': 'See what is in stock again',
  'search.index': 'Make products findable',
  'search.index_again': 'Make all products findable again',
  'search.words': 'Renew what the search knows of words',
  'event.dispatch': 'Tell of what happened',
};

export const knownTasks: readonly string[] = Object.keys(words);

/** @returns what a task is for; one that is not known here goes by its own name. */
export function wordsOfTask(task: string): string {
  return words[task] ?? task;
}
