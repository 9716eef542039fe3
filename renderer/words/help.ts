/** The words of help. */
export const helpScreen = {
  help: 'Help',
  guidesProceduresPlanKeys: 'Guides and procedures of the plan. Keys: press ?',
  pagesOfHelp: 'Pages of help',
  search: 'Search',
  searchAllPages: 'Search all pages ( / )',
  saveAsMarkdown: (title: string | number) => `Save as Markdown: ${title}`,
  saveAsMarkdownWord: 'Save as Markdown',
  nothingSays: (search: string | number) => `Nothing says “${search}”`,
  tryAnotherWordPlan: 'Try another word; the plan file may add pages under “help”.',
} as const
