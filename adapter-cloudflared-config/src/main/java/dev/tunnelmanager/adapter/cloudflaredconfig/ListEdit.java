package dev.tunnelmanager.adapter.cloudflaredconfig;

import dev.tunnelmanager.adapter.cloudflaredconfig.SourceText.Splice;
import java.util.List;

/** Finds the splices by which one rule is inserted, deleted or replaced in a list; one way for each style of list. */
sealed interface ListEdit permits BlockListEdit, FlowListEdit {

    /** Returns how to put a rule in front of item {@code before}. */
    List<Splice> insert(int before, RuleText rule) throws NotEditable;

    /** Returns how to put a rule after the last item. */
    List<Splice> append(RuleText rule) throws NotEditable;

    /** Returns how to remove an item with its lines; comments on lines of their own stay. */
    List<Splice> delete(int item) throws NotEditable;

    /** Returns how to write another rule where an item stands. */
    List<Splice> replace(int item, RuleText rule) throws NotEditable;
}
