"""What somebody wrote, as HTML."""

from django import template
from django.utils.safestring import SafeString

from romanesco.plans.body import Body
from romanesco.plans.body_html import body_html

register = template.Library()


@register.filter
def as_html(body: Body) -> SafeString:
    return body_html(body)
