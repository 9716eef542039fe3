import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redact, withoutValue } from '../../../../electron/plan/redact.ts'

const token = { name: 'TOKEN', value: 'hunter2-hunter2' }

describe('a value of the environment', () => {
  it('is shown by the name of its variable', () => expect(redact('unknown kind hunter2-hunter2', [token])).toBe('unknown kind ${TOKEN}'))
  it('that holds another is shown as itself', () =>
    expect(redact('at http://blue:80/x', [{ name: 'HOST', value: 'blue' }, { name: 'ADDRESS', value: 'http://blue:80' }])).toBe('at ${ADDRESS}/x'))
  it('of few letters is shown so only where it stands alone', () => expect(redact('8 of 80', [{ name: 'N', value: '8' }])).toBe('${N} of 80'))
  it('with signs of a pattern in it is no pattern', () => expect(redact('a.*b and axxb', [{ name: 'P', value: 'a.*b' }])).toBe('${P} and axxb'))
  it('of four letters or more is in no text that was cleaned of it', () =>
    fc.assert(fc.property(fc.string(), fc.string({ minLength: 4 }).filter((value) => !'${NAME}'.includes(value)), fc.string(), (before, value, after) => {
      const shown = redact(`${before}${value}${after}`, [{ name: 'NAME', value }])
      expect(shown.replaceAll('${NAME}', '\n')).not.toContain(value)
    })))
})

describe('a message about such a value itself', () => {
  it('is replaced where it quotes even a part of it', () => expect(withoutValue('expected label at nter2', [token], 'the value of TOKEN does not fit')).toBe('the value of TOKEN does not fit'))
  it('stays where it quotes nothing of it', () => expect(withoutValue('expected an address', [token], 'other')).toBe('expected an address'))
  it('is replaced where it quotes a short one whole', () => expect(withoutValue('not 7', [{ name: 'N', value: '7' }], 'other')).toBe('other'))
  it('is not troubled by an empty value', () => expect(withoutValue('anything', [{ name: 'N', value: '' }], 'other')).toBe('anything'))
})
