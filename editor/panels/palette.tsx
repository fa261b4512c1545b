import { type NodeTypeName, nodeTypes } from "@cellweave/nodes";
import type { NodeType } from "@cellweave/nodes/define-node";
import { Box, Code, FileText, Heading, type LucideIcon, Search, SlidersHorizontal } from "lucide-react";
import { type PointerEvent, useState } from "react";
import { context } from "../actions/context.ts";
import { placeNode } from "../actions/place-node.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { Input } from "../ui/input.tsx";
import { isSkeletonName, SkeletonPicture } from "../ui/skeletons/pictures.tsx";
import { filterPalette, isOffered } from "./palette-model.ts";

const icons: Record<string, LucideIcon> = { code: Code, text: FileText, heading: Heading, sliders: SlidersHorizontal };
const paletteTypes = Object.values<NodeType>(nodeTypes).filter(isOffered);
const categories = ["Cells", "Skeletons", "Fine-tuning"] as const;

export interface PaletteProps {
  /** A person began to drag a node type, for the canvas to take. A click adds it without dragging. */
  readonly onGrab?: (type: NodeType, event: PointerEvent) => void;
}

/** Everything that can be added, by kind; a click puts it after the selection, or a skeleton on it. */
export function Palette({ onGrab }: PaletteProps) {
  const [query, setQuery] = useState("");
  const types = filterPalette(paletteTypes, query);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="p-2">
        <Input
          label="Find something to add"
          hideLabel
          placeholder="Find something to add"
          icon={<Search aria-hidden />}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-3">
        {types.length === 0 ? (
          <EmptyState title="Nothing by that name">Try “code”, “heading” or “loop”.</EmptyState>
        ) : null}
        {categories.map((category) => (
          <Category
            key={category}
            name={category}
            types={types.filter((type) => type.category === category)}
            onGrab={onGrab}
          />
        ))}
      </div>
    </div>
  );
}

function Category({
  name,
  types,
  onGrab,
}: PaletteProps & { readonly name: string; readonly types: readonly NodeType[] }) {
  if (types.length === 0) return null;
  return (
    <section aria-label={name}>
      <h3 className="px-1 pt-2 pb-1 text-xs font-semibold text-muted">{name}</h3>
      <ul className="flex flex-col gap-1">
        {types.map((type) => (
          <li key={type.type}>
            <PaletteItem type={type} onGrab={onGrab} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function PaletteItem({ type, onGrab }: PaletteProps & { readonly type: NodeType }) {
  const { type: name } = type;
  const Icon = icons[type.icon] ?? Box;
  return (
    <button
      type="button"
      data-palette-type={type.type}
      onClick={() => placeNode(context, type.type as NodeTypeName)}
      onPointerDown={(event) => event.button === 0 && onGrab?.(type, event)}
      className="flex w-full items-start gap-2.5 rounded-lg border border-line bg-surface p-2 text-left hover:border-accent-line hover:bg-accent-soft/40"
    >
      {isSkeletonName(name) ? (
        <span className="flex h-9 w-12 shrink-0 items-center justify-center rounded-md bg-sunken">
          <SkeletonPicture skeleton={name} className="h-[30px] w-[45px]" />
        </span>
      ) : (
        <span className="flex size-7 shrink-0 items-center justify-center rounded-md bg-accent-soft text-accent">
          <Icon aria-hidden className="size-4" />
        </span>
      )}
      <span className="min-w-0">
        <span className="block font-medium">{type.title}</span>
        <span className="block text-xs text-muted">{type.description}</span>
      </span>
    </button>
  );
}
