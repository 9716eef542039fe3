import { describe, expect, it } from 'vitest'
import { fillIn, namesIn } from '../../../../electron/plan/variables.ts'

const env = { HOST: 'blue.example', EMPTY: '', TRICK: '${HOST} $& $1' }
const filled = (text: string) => fillIn(text, env).text

describe('a reference to the environment', () => {
  it.each([
    ['is filled in', 'http://${HOST}:80', 'http://blue.example:80'],
    ['is filled in as often as it stands there', '${HOST},${HOST}', 'blue.example,blue.example'],
    ['takes its default where the variable is not set', '${PORT:-8000}', '8000'],
    ['takes its default where the variable is empty, as in a shell', '${EMPTY:-8000}', '8000'],
    ['takes the variable before the default', '${HOST:-other}', 'blue.example'],
    ['may have an empty default', '[${PORT:-}]', '[]'],
    ['is empty where the variable is and no default is given', '[${EMPTY}]', '[]'],
    ['is written out by two dollars', '$${HOST} costs $$5', '${HOST} costs $5'],
    ['is not what a lone dollar is', 'code=~"5..$"', 'code=~"5..$"'],
    ['is filled in once: a value is never read for references', '${TRICK}', '${HOST} $& $1'],
  ])('%s', (_, text, wanted) => expect(filled(text)).toBe(wanted))
  it('to a variable that is not set is told and left', () =>
    expect(fillIn('${NOPE}-${HOST}', env)).toEqual({ text: '${NOPE}-blue.example', used: [{ name: 'HOST', value: 'blue.example' }], missing: ['NOPE'], malformed: [] }))
  it('to what every object has is a variable that is not set', () => expect(fillIn('${toString}${constructor}', {}).missing).toEqual(['toString', 'constructor']))
  it.each(['${', '${HOST', '${1ST}', '${}', '${HOST-x}', '${ HOST }'])('that is badly written is told: %s', (text) =>
    expect(fillIn(text, env)).toMatchObject({ text, malformed: [text], used: [] }))
  it('is found by its name before anything is filled in', () => expect(namesIn('${LAB_BLUE}/${X:-1} $${NOT}')).toEqual(['LAB_BLUE', 'X']))
})
