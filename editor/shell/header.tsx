import { useQuery } from "@tanstack/react-query";
import {
  ArrowDownToLine,
  ArrowUpToLine,
  BadgeCheck,
  ChevronDown,
  CircleAlert,
  Command,
  History,
  Keyboard,
  ListChecks,
  Monitor,
  Moon,
  Play,
  RefreshCw,
  Square,
  Sun,
} from "lucide-react";
import { lazy, type ReactNode, Suspense } from "react";
import type { ActionId } from "../actions/actions.ts";
import { context } from "../actions/context.ts";
import { perform } from "../actions/perform.ts";
import { queries } from "../actions/queries.ts";
import { firstError } from "../actions/run-actions.ts";
import { useAction } from "../actions/use-action.ts";
import { useAnalysis } from "../hooks/use-analysis.ts";
import { useDocument } from "../hooks/use-document.ts";
import { useRuns } from "../hooks/use-runs.ts";
import { useSession } from "../hooks/use-session.ts";
import { failedCells, isRunning } from "../runs/runs.ts";
import type { Theme, View } from "../session/session.ts";
import { Button } from "../ui/button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Menu, type MenuItem } from "../ui/menu.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { SplitButton } from "../ui/split-button.tsx";
import { Logo } from "./logo.tsx";
import { SaveState } from "./save-state.tsx";

// Wanted only where a notebook was verified, or is being.
const SealButton = lazy(() => import("./seal-button.tsx").then((file) => ({ default: file.SealButton })));

/** The top of the page: what is open, what can be done with all of it, and how it stands. */
export function Header() {
  return (
    <header className="flex h-12 shrink-0 items-center gap-1.5 border-b border-line bg-surface px-3">
      <IconButton label="Home: open a notebook" keys="Ctrl+O" icon={<Logo />} onClick={() => perform("home")} />
      <NotebookName />
      <SaveState />
      <span className="flex shrink-0 items-center">
        <ActionIcon id="undo" />
        <ActionIcon id="redo" />
      </span>
      <span className="mx-0.5 hidden h-5 w-px shrink-0 bg-line lg:block" />
      <RunButton />
      <PythonMenu />
      <Standing />
      <Seal />
      <span className="min-w-0 flex-1" />
      <ViewSwitch />
      <ModeSwitch />
      <ThemeMenu />
      <ExportButton />
      <IconButton
        label="Do anything …"
        keys="Ctrl+K"
        icon={<Command aria-hidden />}
        onClick={() => perform("palette")}
      />
      <span className="hidden xl:inline">
        <IconButton
          label="Keyboard shortcuts"
          keys="F1"
          icon={<Keyboard aria-hidden />}
          onClick={() => perform("shortcuts")}
        />
      </span>
    </header>
  );
}

function ExportButton() {
  const { action, shortcut, run } = useAction("export");
  const Icon = action.icon;
  return <IconButton label={action.title} keys={shortcut} icon={<Icon aria-hidden />} onClick={run} />;
}

function NotebookName() {
  const path = useDocument((state) => state.path) ?? "";
  const folder = path.split("/").slice(0, -1).join(" / ");
  return (
    <h1 className="flex min-w-20 shrink items-baseline gap-1 truncate text-[13px]" title={path}>
      {folder ? <span className="hidden text-muted xl:inline">{folder} /</span> : null}
      <span className="truncate font-semibold">{path.split("/").at(-1)}</span>
    </h1>
  );
}

function ActionIcon({ id }: { readonly id: ActionId }) {
  const { action, shortcut, enabled, run } = useAction(id);
  const last = useDocument((state) => state[id === "undo" ? "undo" : "redo"].at(-1)?.label);
  const Icon = action.icon;
  const label = last ? `${action.title} ${last}` : action.title;
  return <IconButton label={label} keys={shortcut} icon={<Icon aria-hidden />} disabled={!enabled} onClick={run} />;
}

function RunButton() {
  const running = useRuns(isRunning);
  const selected = useMenuItem("run-selected", <ListChecks aria-hidden />);
  const toHere = useMenuItem("run-to-here", <ArrowDownToLine aria-hidden />);
  const fromHere = useMenuItem("run-from-here", <ArrowUpToLine aria-hidden />);
  const anew = useMenuItem("run-all-anew", <RefreshCw aria-hidden />);
  const verify = useMenuItem("verify", <BadgeCheck aria-hidden />);
  if (running)
    return (
      <Button kind="danger" icon={<Square aria-hidden />} onClick={() => perform("cancel")}>
        Cancel
      </Button>
    );
  return (
    <SplitButton
      label="Run all"
      icon={<Play aria-hidden />}
      menuLabel="More ways to run"
      items={[selected, toHere, fromHere, anew, { ...verify, startsGroup: true }]}
      onClick={() => perform("run-all")}
    />
  );
}

function Seal() {
  const known = useRuns(({ verification: { going, seal } }) => going !== null || seal !== null);
  return <Suspense fallback={null}>{known ? <SealButton /> : null}</Suspense>;
}

function useMenuItem(id: ActionId, icon: ReactNode): MenuItem {
  const { action, shortcut, enabled, run } = useAction(id);
  return { label: action.title, icon, keys: shortcut, disabled: !enabled, run };
}

/** Which Python runs the notebook. */
function PythonMenu() {
  const path = useDocument((state) => state.path);
  const chosen = useSession((state) => state.python);
  const { data: pythons = [] } = useQuery({ ...queries.pythons(path), enabled: path !== null });
  const shown = pythons.find((python) => python.path === chosen) ?? pythons[0];
  const items = pythons.map((python) => ({
    label: `${python.path === shown?.path ? "✓ " : ""}${python.label}${python.hasIPython ? "" : " (without IPython)"}`,
    detail: python.path,
    run: () => context.session.setState({ python: python.path }),
  }));
  const none = { label: "No Python was found", disabled: true, run: () => {} };
  return (
    <Menu
      items={items.length > 0 ? items : [none]}
      trigger={
        <Button kind="quiet" className="max-w-56" title="Where the notebook runs" aria-label="Target and Python">
          <Monitor aria-hidden className="hidden xl:block" />
          <span className="truncate">
            Local<span className="hidden xl:inline">{shown ? ` · Python ${shown.version}` : ""}</span>
          </span>
          <ChevronDown aria-hidden className="text-muted" />
        </Button>
      }
    />
  );
}

/** How many cells are out of date or wrong; a press goes to the first error. */
function Standing() {
  const stale = useRuns((state) => Object.keys(state.stale).length);
  const current = useRuns((state) => state.current);
  const diagnostics = useAnalysis((state) => state.diagnostics);
  const found = diagnostics.flatMap(({ severity, cell }) => (severity === "error" ? [cell ?? ""] : []));
  // A cell that failed because of what the analysis says too is one error.
  const errors = new Set([...(current ? failedCells(context.runs.getState()) : []), ...found]).size;
  return (
    <span className="flex shrink-0 items-center gap-1">
      {stale > 0 ? (
        <Button
          kind="quiet"
          size="small"
          className="text-warn"
          icon={<History aria-hidden />}
          onClick={() => perform("select-stale")}
        >
          {stale} stale
        </Button>
      ) : null}
      <Button
        kind="quiet"
        size="small"
        data-testid="errors"
        className={errors > 0 ? "text-danger" : "text-muted"}
        icon={<CircleAlert aria-hidden />}
        disabled={errors > 0 && firstError(context) === null}
        title={errors > 0 ? "Jump to the first error (F8)" : "Show problems"}
        onClick={() => perform(errors > 0 ? "jump-to-error" : "problems")}
      >
        {errors === 1 ? "1 error" : `${errors} errors`}
      </Button>
    </span>
  );
}

function ViewSwitch() {
  const view = useSession((state) => state.view);
  const options: readonly { value: View; label: string }[] = [
    { value: "canvas", label: "Canvas" },
    { value: "split", label: "Split" },
    { value: "notebook", label: "Notebook" },
  ];
  return (
    <Segmented
      label="View"
      value={view}
      options={options}
      onChange={(next) => context.session.setState({ view: next })}
    />
  );
}

function ModeSwitch() {
  const mode = useSession((state) => state.mode);
  const expert = mode === "expert";
  return (
    <span className="hidden xl:inline">
      <Button
        kind="quiet"
        size="small"
        aria-pressed={expert}
        title={
          expert ? "Everything is shown. Press for the simple view." : "Only the usual is shown. Press for all options."
        }
        className="w-16 text-muted"
        onClick={() => perform("mode")}
      >
        {expert ? "Expert" : "Simple"}
      </Button>
    </span>
  );
}

const themes: readonly [Theme, string, ReactNode][] = [
  ["light", "Light", <Sun aria-hidden key="icon" />],
  ["dark", "Dark", <Moon aria-hidden key="icon" />],
  ["system", "As the system", <Monitor aria-hidden key="icon" />],
];

export function ThemeMenu() {
  const theme = useSession((state) => state.theme);
  const items = themes.map(([value, label, icon]) => ({
    label: value === theme ? `✓ ${label}` : label,
    icon,
    run: () => context.session.setState({ theme: value }),
  }));
  return (
    <Menu
      align="end"
      items={items}
      trigger={
        <button
          type="button"
          aria-label="Theme"
          title="Theme"
          className="inline-flex size-8 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-text"
        >
          {theme === "dark" ? <Moon aria-hidden className="size-4" /> : <Sun aria-hidden className="size-4" />}
        </button>
      }
    />
  );
}
