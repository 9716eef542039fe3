import { describe, expect, it } from 'vitest'
import { createDelivery } from '../../../../electron/journal/delivery.ts'

describe('listeners', () => {
  it('are told in order, what a listener caused after what it was told of', () => {
    const delivery = createDelivery<number>((error) => {
      throw error
    })
    const heard: string[] = []
    delivery.subscribe((item) => {
      heard.push(`a${item}`)
      if (item === 1) delivery.send([3])
    })
    delivery.subscribe((item) => void heard.push(`b${item}`))
    delivery.send([1, 2])
    expect(heard).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'b3'])
  })

  it('are told even where another throws', () => {
    const errors: unknown[] = []
    const delivery = createDelivery<number>((error) => void errors.push(error))
    const heard: number[] = []
    const broken = new Error('a fault of the listener')
    delivery.subscribe(() => {
      throw broken
    })
    delivery.subscribe((item) => void heard.push(item))
    delivery.send([1, 2])
    expect(heard).toEqual([1, 2])
    expect(errors).toEqual([broken, broken])
  })

  it('hear no more once they are stopped, in the midst of one too; one that joins hears of the next', () => {
    const delivery = createDelivery<number>(() => undefined)
    const heard: string[] = []
    delivery.subscribe((item) => {
      heard.push(`first${item}`)
      stopSecond()
      if (item === 1) delivery.subscribe((later) => void heard.push(`joined${later}`))
    })
    const stopSecond = delivery.subscribe((item) => void heard.push(`second${item}`))
    delivery.send([1])
    delivery.send([2])
    expect(heard).toEqual(['first1', 'first2', 'joined2'])
  })
})
