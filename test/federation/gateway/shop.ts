import { setTimeout as pause } from 'node:timers/promises'
import { startSubgraph, type RunningSubgraph } from './graphs.ts'

/** Orders of products, and what a catalogue knows of the products. */
export type Shop = { readonly orders: RunningSubgraph; readonly catalog: RunningSubgraph; close(): Promise<void> }

export async function startShop(): Promise<Shop> {
  const orders = await startSubgraph(
    'orders',
    /* GraphQL */ `
      type Query {
        orders: [Order!]!
        order(id: ID!): Order
        count: Int
      }
      type Mutation {
        place(sku: ID!): Order
      }
      type Subscription {
        placed(times: Int! = 3): Order
      }
      type Order @key(fields: "id") {
        id: ID!
        product: Product
      }
      type Product @key(fields: "sku maker { id }") {
        sku: ID!
        maker: Maker @shareable
      }
      type Maker @shareable {
        id: ID
      }
    `,
    {
      Query: {
        orders: () => [0, 1, 2, 3].map(orderOf),
        order: (_root, { id }: { id: string }) => orderOf(Number(id)),
        count: () => 4,
      },
      Mutation: { place: () => orderOf(7) },
      Subscription: {
        placed: {
          async *subscribe(_root: unknown, { times }: { times: number }) {
            for (let index = 0; index < times; index++) {
              yield { placed: orderOf(index) }
              await pause(50)
            }
          },
        },
      },
    },
  )
  const catalog = await startSubgraph(
    'catalog',
    /* GraphQL */ `
      type Query {
        cheapest: Product
        dearest: Product
        secret: String
      }
      type Product @key(fields: "sku maker { id }") {
        sku: ID!
        maker: Maker @shareable
        name: String
        price: Int
      }
      type Maker @shareable {
        id: ID
      }
    `,
    {
      Query: {
        cheapest: () => productOf('p1', 'm1'),
        dearest: () => productOf('p2', 'm2'),
        secret: () => {
          throw new Error('SELECT * FROM prices failed at db.internal:5432')
        },
      },
    },
    { Product: ({ sku, maker }) => productOf(String(sku), (maker as { id?: string }).id ?? 'any') },
  )
  return {
    orders,
    catalog,
    async close() {
      await Promise.all([orders.close(), catalog.close()])
    },
  }
}

/** Every third order is of a product of which nobody may know who made it. */
function orderOf(index: number) {
  return {
    id: String(index),
    product: { sku: `p${index % 2}`, maker: { id: index % 3 === 2 ? null : `m${index % 2}` } },
  }
}

function productOf(sku: string, maker: string) {
  return { sku, maker: { id: maker }, name: `${sku} of ${maker}`, price: sku.length * 100 }
}
