package dither.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dither.Added;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Values as JSON in exactly one way: records as objects with every component, sorted by name, members of sealed
 * families with their name under {@code type} at the end, enums by name, numbers as Java prints them. Components that
 * were {@link Added} later are left out while they say what the code did before.
 */
final class CanonicalJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private CanonicalJson() {}

    static JsonNode of(Object value) {
        return switch (value) {
            case null -> NODES.nullNode();
            case Record r -> object(r);
            case List<?> list -> {
                ArrayNode array = NODES.arrayNode();
                list.forEach(item -> array.add(of(item)));
                yield array;
            }
            case Enum<?> constant -> NODES.textNode(constant.name());
            case String text -> NODES.textNode(text);
            case Boolean flag -> NODES.booleanNode(flag);
            case Integer number -> NODES.numberNode(number);
            case Long number -> NODES.numberNode(number);
            case Double number -> NODES.numberNode(number);
            default ->
                throw new IllegalArgumentException(
                        "a trial cannot hold a " + value.getClass().getName());
        };
    }

    private static ObjectNode object(Record value) {
        ObjectNode object = NODES.objectNode();
        boolean closedChoice = Arrays.stream(value.getClass().getInterfaces()).anyMatch(Class::isSealed);
        RecordComponent[] components = value.getClass().getRecordComponents();
        Arrays.sort(components, Comparator.comparing(RecordComponent::getName));
        for (RecordComponent component : components) {
            try {
                var accessor = component.getAccessor();
                accessor.setAccessible(true); // nested records of a trial need not be public
                JsonNode node = of(accessor.invoke(value));
                Added added = component.getAnnotation(Added.class);
                if (added == null || !added.before().equals(node.toString())) {
                    object.set(component.getName(), node);
                }
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException(impossible); // accessors of records neither hide nor throw
            }
        }
        if (closedChoice && !value.getClass().isAnnotationPresent(Added.class)) {
            object.put("type", value.getClass().getSimpleName());
        }
        return object;
    }
}
