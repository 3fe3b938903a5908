"""What an organisation keeps about itself: profile, assets, interests."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.edge import actor_of
from bridgehead.accounts.queries import proven_addresses
from bridgehead.directory import queries
from bridgehead.directory.actions import logos, offers, organisations
from bridgehead.directory.forms import AssetForm, InterestsForm, NumberForm, OrganisationForm, ProfileForm
from bridgehead.directory.models import Organisation
from bridgehead.directory.rules import completeness
from bridgehead.foundation import clock
from bridgehead.foundation.tokens import new_token
from bridgehead.web.addresses import wanted_address
from bridgehead.web.forms import attempt


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """My organisations, and the invitations that wait for my answer."""
    actor = actor_of(request)
    cards = [
        {"organisation": each, "meter": completeness(queries.profile_facts(each))}
        for each in queries.my_organisations(actor)
    ]
    waiting = queries.invitations_for(proven_addresses(actor.person_id), clock.now())
    return render(request, "directory/mine.html", {"cards": cards, "invitations": waiting})


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Add my organisation; one of the same name is asked about, never guessed."""
    actor = actor_of(request)
    form = OrganisationForm(request.POST or None, initial=_named(request))
    same = []
    if form.is_bound and form.is_valid():
        same = queries.likely_same(actor, form.cleaned_data["name_ko"], form.cleaned_data["name_en"])
        if not same or "is_another" in request.POST:
            made = attempt(form, lambda: _create(request, form))
            if made:
                messages.success(request, _("Your organisation is here. Now say what you seek and offer."))
                return redirect(wanted_address(request) or reverse("directory:organisation", args=[made.public_id]))
    context = {
        "form": form,
        "same": same,
        "key": request.POST.get("key") or new_token(),
        "next": wanted_address(request),
    }
    return render(request, "directory/new.html", context, status=422 if form.is_bound else 200)


def _named(request: HttpRequest) -> dict[str, str]:
    """The names that whoever led here has read somewhere."""
    return {name: request.GET[name][:160] for name in ("name_ko", "name_en") if name in request.GET}


def _create(request: HttpRequest, form: OrganisationForm) -> Organisation:
    return organisations.create_organisation(
        by=actor_of(request),
        profile=form.profile(),
        is_another="is_another" in request.POST,
        now=clock.now(),
        idempotency_key=request.POST.get("key", ""),
    )


@login_required
def profile(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Edit the profile in both languages."""
    actor = actor_of(request)
    shown = queries.editable_organisation_or_404(actor, public_id)
    edited = queries.editable_organisation_or_404(actor, public_id)
    form = ProfileForm(request.POST or None, request.FILES or None, instance=edited)
    changed = attempt(form, lambda: _change(shown.pk, actor, form))
    if changed:
        waits_again = shown.verified_at and not changed.verified_at
        messages.success(
            request, _("Saved. The name is another now: the agency verifies it anew.") if waits_again else _("Saved.")
        )
        return redirect("directory:organisation", public_id)
    context = {
        "organisation": shown,
        "form": form,
        "stale": shown.stale_twins(),
        "numbers": shown.registration_numbers.order_by("scheme"),
        "number_form": NumberForm(prefix="register"),
    }
    return render(request, "directory/profile.html", context, status=422 if form.is_bound else 200)


def _change(organisation_id: int, actor: Actor, form: ProfileForm) -> Organisation:
    now = clock.now()
    changed = organisations.change_organisation(
        organisation_id=organisation_id, by=actor, profile=form.profile(), now=now
    )
    if form.cleaned_data["logo"]:
        return logos.set_logo(organisation_id=organisation_id, by=actor, picture=form.cleaned_data["logo"], now=now)
    if form.cleaned_data.get("removes_logo"):
        return logos.remove_logo(organisation_id=organisation_id, by=actor, now=now)
    return changed


@login_required
@require_POST
def confirm_translation(request: HttpRequest, public_id: UUID, field: str) -> HttpResponse:
    """Say that a text still matches its changed twin."""
    actor = actor_of(request)
    shown = queries.editable_organisation_or_404(actor, public_id)
    organisations.confirm_translation(organisation_id=shown.pk, by=actor, field=field, now=clock.now())
    messages.success(request, _("Marked as up to date."))
    return redirect("directory:profile", public_id)


@login_required
def number(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep a registration number."""
    actor = actor_of(request)
    shown = queries.editable_organisation_or_404(actor, public_id)
    form = NumberForm(request.POST or None, prefix="register")
    done = attempt(
        form,
        lambda: organisations.keep_registration_number(
            organisation_id=shown.pk,
            by=actor,
            scheme=form.cleaned_data["scheme"],
            number=form.cleaned_data["number"],
            now=clock.now(),
        ),
    )
    if done:
        messages.success(request, _("Saved."))
        return redirect("directory:profile", public_id)
    context = {"organisation": shown, "form": form, "numbers": shown.registration_numbers.order_by("scheme")}
    return render(request, "directory/number.html", context, status=422 if form.is_bound else 200)


@login_required
def new_asset(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add an asset."""
    actor = actor_of(request)
    shown = queries.editable_organisation_or_404(actor, public_id)
    form = AssetForm(request.POST or None)
    done = attempt(
        form,
        lambda: offers.add_asset(organisation_id=shown.pk, by=actor, details=form.details(), now=clock.now()),
    )
    if done:
        messages.success(request, _("The asset is added."))
        return redirect("directory:organisation", public_id)
    context = {"organisation": shown, "form": form}
    return render(request, "directory/asset.html", context, status=422 if form.is_bound else 200)


@login_required
def asset(request: HttpRequest, public_id: UUID, asset_id: UUID) -> HttpResponse:
    """Change an asset."""
    actor = actor_of(request)
    shown = queries.editable_organisation_or_404(actor, public_id)
    edited = queries.asset_or_404(actor, shown, asset_id)
    form = AssetForm(request.POST or None, instance=edited)
    done = attempt(
        form, lambda: offers.change_asset(asset_id=edited.pk, by=actor, details=form.details(), now=clock.now())
    )
    if done:
        messages.success(request, _("Saved."))
        return redirect("directory:organisation", public_id)
    context = {"organisation": shown, "form": form, "asset": edited, "stale": edited.stale_twins()}
    return render(request, "directory/asset.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def remove_asset(request: HttpRequest, public_id: UUID, asset_id: UUID) -> HttpResponse:
    """Take an asset out of the profile."""
    actor = actor_of(request)
    shown = queries.editable_organisation_or_404(actor, public_id)
    removed = queries.asset_or_404(actor, shown, asset_id)
    offers.remove_asset(asset_id=removed.pk, by=actor, now=clock.now())
    messages.success(request, _("The asset is removed."))
    return redirect("directory:organisation", public_id)


@login_required
def interests(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say what is sought and offered, on which topics."""
    actor = actor_of(request)
    shown = queries.editable_organisation_or_404(actor, public_id)
    held = [each for wishes in queries.wishes_of(shown) for each in wishes.interests]
    form = InterestsForm(request.POST if request.method == "POST" else None, interests=held)
    if attempt(form, lambda: _set_interests(shown.pk, actor, form)):
        messages.success(request, _("Saved."))
        return redirect("directory:organisation", public_id)
    context = {"organisation": shown, "form": form}
    return render(request, "directory/interests.html", context, status=422 if form.is_bound else 200)


def _set_interests(organisation_id: int, actor: Actor, form: InterestsForm) -> bool:
    offers.set_interests(organisation_id=organisation_id, by=actor, wishes=form.wishes(), now=clock.now())
    return True
