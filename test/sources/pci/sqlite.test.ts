import { createSqliteCells } from '../../support/databases/sqlite-cells.ts'
import { describePciStore } from './contract.ts'

describePciStore('the PCI store on SQLite', createSqliteCells, 1000)
