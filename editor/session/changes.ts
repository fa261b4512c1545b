import type { CellId } from "@cellweave/engine/model/flow";
import type {
  CanvasWish,
  ChosenItem,
  Dialog,
  DrawerTab,
  InspectorTab,
  LeftPanel,
  Proposal,
  SessionState,
  SessionStore,
} from "./session.ts";

type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;

/** Selects exactly these cells. */
export function select(store: SessionStore, cells: readonly CellId[]): void {
  const { selected } = store.getState();
  if (cells.length !== selected.length || cells.some((id, index) => id !== selected[index])) {
    store.setState({ selected: cells });
  }
}

/** Adds the cell to the selection, or takes it out. */
export function toggleSelected(store: SessionStore, cell: CellId): void {
  const { selected } = store.getState();
  select(store, selected.includes(cell) ? selected.filter((id) => id !== cell) : [...selected, cell]);
}

/** Selects the cell and brings it into view, wherever cells are shown. */
export function reveal(store: SessionStore, cell: CellId): void {
  select(store, [cell]);
  wish(store, { wish: "reveal", cells: [cell] });
}

export function wish(store: SessionStore, asked: DistributiveOmit<CanvasWish, "serial">): void {
  store.setState((state) => ({ wish: { ...asked, serial: (state.wish?.serial ?? 0) + 1 } as CanvasWish }));
}

export function showInspector(store: SessionStore, tab: InspectorTab): void {
  store.setState(({ inspector }) => ({ inspector: { ...inspector, open: true, tab } }));
}

export function showLeft(store: SessionStore, panel: LeftPanel): void {
  store.setState(({ left }) => ({ left: { ...left, open: !(left.open && left.panel === panel), panel } }));
}

export function showDrawer(store: SessionStore, tab: DrawerTab): void {
  store.setState(({ drawer }) => ({ drawer: { ...drawer, open: true, tab } }));
}

export function toggleRegion(store: SessionStore, region: "left" | "inspector" | "drawer"): void {
  store.setState((state) => ({ [region]: { ...state[region], open: !state[region].open } }) as Partial<SessionState>);
}

export function openDialog(store: SessionStore, dialog: Dialog, subject: readonly CellId[] = []): void {
  store.setState({ dialog, subject });
}

/** Asks how a skeleton would look on a cell. */
export function propose(store: SessionStore, proposal: Proposal): void {
  store.setState({ dialog: "skeleton", subject: [proposal.cell], proposal });
}

/** Shows the items of a skeleton's call, and of one of them what it printed. */
export function showItem(store: SessionStore, item: ChosenItem): void {
  select(store, [item.cell]);
  store.setState({ item });
  showDrawer(store, "items");
}

export function closeDialog(store: SessionStore): void {
  store.setState({ dialog: null, subject: [], connecting: null, proposal: null });
}
